using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>
/// Writes the events of a group into rows. A large put is a row of its own, small ones share one: a row of hundreds of events
/// costs hardly more than one of a single event.
/// </summary>
internal sealed class RowWriter
{
    private const int FullRow = 1024 * 1024;
    private const int OwnRow = 64 * 1024;
    private const int LargestEvent = 900_000_000; // SQLite's largest blob is 10^9 bytes
    private const int SmallPut = 64;

    private readonly PayloadWriter _payload = new();
    private readonly List<(EventBatch Batch, int Start, int Count)> _parts = [];
    private int _count;

    /// <summary>The number of the next event.</summary>
    public long Next { get; set; }

    /// <summary>Writes the events of all puts and returns how many bytes that were; the runs are added to the group where it keeps them.</summary>
    /// <exception cref="ChannelException">An event is too large for the database.</exception>
    public long Write(WriteGroup group, Store store)
    {
        long bytes = 0;
        foreach (var put in group.Puts)
        {
            for (var start = 0; start < put.Committed;)
            {
                var end = FillRow(put.Batch!, start, put.Committed);
                _parts.Add((put.Batch!, start, end - start));
                if (end < put.Committed || _payload.Payload.Length >= OwnRow)
                    bytes += EndRow(group, store);
                start = end;
            }
        }
        return bytes + EndRow(group, store);
    }

    // Writes events until the row is full, and returns the first one that is not in it.
    private int FillRow(EventBatch batch, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            ref readonly var written = ref batch[i];
            if (written.Body.Length > LargestEvent)
                throw new ChannelException($"An event of {written.Body.Length} bytes is larger than SQLite can store ({LargestEvent} bytes).");
            if (_count > 0 && _payload.Payload.Length + (long)written.Body.Length > FullRow)
                return i;
            _payload.Write(written);
            _count++;
        }
        return end;
    }

    private long EndRow(WriteGroup group, Store store)
    {
        if (_count == 0)
            return 0;
        var bytes = _payload.Payload.Length;
        store.Append(Next, _count, _payload.Payload);
        if (group.IsKept)
            group.Runs.Add(new Run(new Row(Next, _count, new TakenRanges()), 0, Keep(out var at), at, _count));
        Next += _count;
        Forget();
        return bytes;
    }

    /// <summary>Forgets the row that was begun.</summary>
    public void Forget()
    {
        _payload.Clear();
        _parts.Clear();
        _count = 0;
    }

    // A batch is retained where that does not keep much more memory than its events are worth, as memory channels do.
    private EventBatch Keep(out int at)
    {
        at = 0;
        if (_parts is [var (batch, start, count)] && count > SmallPut && _payload.Payload.Length >= batch.RetainedBytes / 4)
        {
            at = start;
            return batch.Retain();
        }
        var copies = EventBatch.Create();
        foreach (var part in _parts)
            copies.AddCopies(part.Batch, part.Start, part.Count);
        return copies;
    }
}
