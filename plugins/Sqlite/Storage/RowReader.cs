using FlumePlug.Sdk;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FlumePlug.Sqlite;

/// <summary>Reads waiting rows in order, a few megabytes at a time, and sets damaged ones aside.</summary>
internal sealed class RowReader(EventQueue queue, ComponentContext context)
{
    private const long BytesAtATime = 4L * 1024 * 1024;

    private readonly PayloadReader _payload = new();
    private readonly List<(long First, string Reason)> _damaged = [];
    private Dictionary<long, TakenRanges> _taken = [];

    /// <summary>Rows from this number on were not read.</summary>
    public long Next { get; set; }

    /// <summary>Begins anew, from the first row.</summary>
    public void Open(Store store) => (_taken, Next) = (store.ReadTaken(), 0);

    /// <summary>Reads on; what could be read is in the queue also when this throws.</summary>
    public void Read(Store store)
    {
        var isEnd = ReadSome(store);
        if (_damaged.Count > 0)
            SetAside(store);
        if (queue.EndRead(isEnd) is var missing and not 0)
            DamageLog.Missing(context.Logger, missing, store.Path);
    }

    private bool ReadSome(Store store)
    {
        var rows = store.ReadFrom(Next);
        try
        {
            for (long bytes = 0; bytes < BytesAtATime;)
            {
                if (!rows.Step())
                    return true;
                bytes += ReadRow(rows);
            }
            return false;
        }
        finally
        {
            rows.Reset();
        }
    }

    private long ReadRow(Statement row)
    {
        var (first, count) = (row.Number(0), row.Number(1));
        var payload = row.Bytes(3);
        // The order of the rows is the tree's; one that stands elsewhere is a page of something else.
        if (first < Next)
            throw new SqliteException($"row {first} stands behind row {Next - 1}", raw.SQLITE_CORRUPT);
        var taken = _taken.Remove(first, out var found) && found.End <= count ? found : new TakenRanges();
        if ((ulong)row.Number(2) != Checksum.Of(first, count, payload))
        {
            _damaged.Add((first, "its checksum is wrong"));
            Next = first + 1;
            return payload.Length;
        }
        var batch = EventBatch.Create();
        try
        {
            _payload.Read(payload, (int)count, batch);
            Add(new Row(first, (int)count, taken), batch);
        }
        catch (InvalidDataException wrong)
        {
            _damaged.Add((first, wrong.Message));
        }
        finally
        {
            batch.Dispose();
        }
        Next = first + count;
        return payload.Length;
    }

    private void Add(Row row, EventBatch batch)
    {
        if (row.IsGone)
            queue.AddGone(row);
        var start = 0;
        foreach (var (takenStart, takenEnd) in row.Taken.Ranges.Append((row.Count, row.Count)))
        {
            if (takenStart > start)
                queue.Add(new Run(row, start, batch.Retain(), start, takenStart - start));
            start = takenEnd;
        }
    }

    private void SetAside(Store store)
    {
        store.Begin();
        foreach (var (first, reason) in _damaged)
        {
            var end = store.EndOf(first);
            DamageLog.SetAside(context.Logger, first, end, reason, store.Path);
            store.SetAside(first, reason);
        }
        store.Commit();
        _damaged.Clear();
    }
}
