using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sqlite;

/// <summary>
/// Copies the rows that can be read of a damaged database into a new one. Rows are read upwards until one cannot be; then a
/// readable one further up is looked for, and rows are read downwards from it: what is left between is lost, and named.
/// </summary>
internal sealed class Salvage
{
    private const int RowsAtATime = 16;
    private const long Furthest = 1L << 40;
    private readonly Database _from;
    private readonly Database _to;
    private readonly Statement _write;
    private long _rows;

    private Salvage(Database from, Database to)
    {
        (_from, _to) = (from, to);
        _write = to.Prepare("INSERT OR IGNORE INTO batch VALUES (?1, ?2, ?3, ?4)");
    }

    public static void Run(string path, IReadOnlyDictionary<string, long> settings, string reason, ILogger logger)
    {
        var aside = MoveAside(path);
        using var from = Database.Open(aside, settings);
        using var to = Database.Open(path, settings);
        Schema.Prepare(to, create: true);
        var salvage = new Salvage(from, to);
        using (salvage._write)
        {
            salvage.CopyRows(logger, path);
            salvage.CopyTable("INSERT OR REPLACE INTO taken VALUES (?1, ?2)", "SELECT first, ranges FROM taken");
            salvage.CopyTable("UPDATE state SET next = ?1, waiting = CAST(?2 AS INTEGER)", "SELECT next, CAST(waiting AS BLOB) FROM state");
        }
        DamageLog.Saved(logger, reason, path, aside, salvage._rows);
    }

    private static string MoveAside(string path)
    {
        var number = 1;
        while (File.Exists($"{path}.damaged-{number}"))
            number++;
        var aside = $"{path}.damaged-{number}";
        // The log first: should the second move fail, the file is still in its place and is not mistaken for an empty one.
        if (File.Exists(path + "-wal"))
            File.Move(path + "-wal", aside + "-wal", overwrite: true);
        File.Move(path, aside);
        return aside;
    }

    private void CopyRows(ILogger logger, string path)
    {
        for (var at = 0L; !Copy("SELECT first, count, sum, events FROM batch WHERE first >= ?1 ORDER BY first", at, upwards: true, out var end);)
        {
            var lostFrom = Math.Max(at, end);
            var above = FindAbove(lostFrom);
            Copy($"SELECT first, count, sum, events FROM batch WHERE first > ?1 AND first < {above} ORDER BY first DESC", lostFrom,
                upwards: false, out _);
            var lostTo = FirstCopied(lostFrom) ?? lostFrom + 1;
            DamageLog.Unreadable(logger, lostFrom, lostTo, path);
            if (above == long.MaxValue)
                return;
            at = above;
        }
    }

    // True: all there were; false: up to a row that cannot be read. The end is behind the last event that was copied.
    private bool Copy(string sql, long bound, bool upwards, out long end)
    {
        end = 0;
        var open = 0;
        try
        {
            using var rows = _from.Prepare(sql);
            rows.Bind(1, bound);
            for (var last = bound - 1; rows.Step(); last = rows.Number(0))
            {
                // Rows out of their order are pages of something else.
                if (rows.Number(0) < bound || (last >= bound && upwards != rows.Number(0) > last))
                    return false;
                if (open++ == 0)
                    _to.Execute("BEGIN");
                _write.Bind(1, rows.Number(0)).Bind(2, rows.Number(1)).Bind(3, rows.Number(2)).Bind(4, rows.Bytes(3)).Run();
                end = Math.Max(end, rows.Number(0) + rows.Number(1));
                _rows++;
                if (open < RowsAtATime)
                    continue;
                _to.Execute("COMMIT");
                _to.Checkpoint();
                open = 0;
            }
            return true;
        }
        catch (SqliteException damage) when (Store.IsDamage(damage))
        {
            return false;
        }
        finally
        {
            if (open > 0)
                _to.Execute("COMMIT");
        }
    }

    // The number of a row that can be read, beyond one that cannot; long.MaxValue: there is none.
    private long FindAbove(long bound)
    {
        for (var step = 1L; step <= Furthest; step *= 2)
        {
            try
            {
                using var row = _from.Prepare("SELECT first, count, sum, events FROM batch WHERE first >= ?1 ORDER BY first LIMIT 1");
                return row.Bind(1, bound + step).Step() ? row.Number(0) : long.MaxValue;
            }
            catch (SqliteException damage) when (Store.IsDamage(damage))
            {
            }
        }
        return long.MaxValue;
    }

    private long? FirstCopied(long bound)
    {
        using var row = _to.Prepare("SELECT first FROM batch WHERE first > ?1 ORDER BY first LIMIT 1");
        return row.Bind(1, bound).Step() ? row.Number(0) : null;
    }

    // What was taken, if it cannot be read, comes again; the state is counted anew.
    private void CopyTable(string write, string read)
    {
        try
        {
            using var into = _to.Prepare(write);
            using var rows = _from.Prepare(read);
            while (rows.Step())
                into.Bind(1, rows.Number(0)).Bind(2, rows.Bytes(1)).Run();
        }
        catch (SqliteException damage) when (Store.IsDamage(damage))
        {
        }
    }
}
