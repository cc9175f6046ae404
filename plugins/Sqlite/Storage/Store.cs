using FlumePlug.Sdk;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FlumePlug.Sqlite;

/// <summary>The statements of a channel over its <see cref="Database"/>. Not thread-safe.</summary>
internal sealed class Store : IDisposable
{
    private readonly Database _database;
    private readonly Statement _begin, _commit, _rollBack, _append, _delete, _deleteTaken, _setTaken, _setState, _read, _setAside;

    public Store(Database database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _rollBack = database.Prepare("ROLLBACK");
        _append = database.Prepare("INSERT INTO batch VALUES (?1, ?2, ?3, ?4)");
        _delete = database.Prepare("DELETE FROM batch WHERE first = ?1");
        _deleteTaken = database.Prepare("DELETE FROM taken WHERE first = ?1");
        _setTaken = database.Prepare("INSERT OR REPLACE INTO taken VALUES (?1, ?2)");
        _setState = database.Prepare("UPDATE state SET next = ?1, waiting = ?2");
        _read = database.Prepare("SELECT first, count, sum, events FROM batch WHERE first >= ?1 ORDER BY first");
        _setAside = database.Prepare("INSERT INTO damaged SELECT first, count, sum, events, ?2 FROM batch WHERE first = ?1");
    }

    public string Path => _database.Path;

    /// <summary>The next event's number, and how many events wait.</summary>
    public (long Next, long Waiting) ReadState()
    {
        var end = _database.Number("SELECT first + count FROM batch ORDER BY first DESC LIMIT 1");
        return (Math.Max(_database.Number("SELECT next FROM state"), end), _database.Number("SELECT waiting FROM state"));
    }

    /// <summary>Of the rows that are gone in part, what is gone; damaged ranges are left out.</summary>
    public Dictionary<long, TakenRanges> ReadTaken()
    {
        var taken = new Dictionary<long, TakenRanges>();
        using var read = _database.Prepare("SELECT first, ranges FROM taken");
        while (read.Step())
            if (TakenRanges.Read(read.Number(0), read.Bytes(1)) is { } ranges)
                taken[read.Number(0)] = ranges;
        return taken;
    }

    public void Begin() => _begin.Run();

    /// <summary>Returns when what was written since the begin is on the disk.</summary>
    public void Commit() => _commit.Run();

    /// <summary>Forgets what was written since the begin, unless SQLite did so itself.</summary>
    public void RollBack()
    {
        try
        {
            _rollBack.Run();
        }
        catch (SqliteException)
        {
        }
    }

    public void Append(long first, int count, ReadOnlySpan<byte> payload) =>
        _append.Bind(1, first).Bind(2, count).Bind(3, Checksum.Of(first, count, payload)).Bind(4, payload).Run();

    public void Write(RowChange change)
    {
        if (change.Taken is { } ranges)
        {
            _setTaken.Bind(1, change.First).Bind(2, ranges).Run();
            return;
        }
        _delete.Bind(1, change.First).Run();
        _deleteTaken.Bind(1, change.First).Run();
    }

    public void SetState(long next, long waiting) => _setState.Bind(1, next).Bind(2, waiting).Run();

    /// <summary>Begins to read at the first row that starts there or later; the rows are valid one at a time, until the reset.</summary>
    public Statement ReadFrom(long first) => _read.Bind(1, first);

    /// <summary>Where the row after that one begins, or the next one will.</summary>
    public long EndOf(long first)
    {
        using var next = _database.Prepare("SELECT min(first) FROM batch WHERE first > ?1");
        next.Bind(1, first).Step();
        return next.Number(0) is > 0 and var end ? end : ReadState().Next;
    }

    /// <summary>Keeps a row whose content is damaged where nobody takes from it.</summary>
    public void SetAside(long first, string reason)
    {
        _setAside.Bind(1, first).Bind(2, reason).Run();
        Write(new RowChange(first, null));
    }

    public int Checkpoint(bool truncate = false) => _database.Checkpoint(truncate);

    /// <summary>Whether the file itself is wrong; a page that is there in part is.</summary>
    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        || failure.SqliteExtendedErrorCode == raw.SQLITE_IOERR_SHORT_READ;

    /// <summary>Whether there is no room for what was to be written.</summary>
    public static bool IsFull(SqliteException failure) => failure.SqliteErrorCode == raw.SQLITE_FULL;

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _rollBack, _append, _delete, _deleteTaken, _setTaken, _setState, _read, _setAside })
            statement.Dispose();
        _database.Dispose();
    }
}
