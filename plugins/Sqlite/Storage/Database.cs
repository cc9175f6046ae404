using FlumePlug.Sdk;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FlumePlug.Sqlite;

/// <summary>
/// One open SQLite file. Invariants: a write-ahead log, flushed with every commit; nobody else has the file open while we do.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// Microsoft.Data.Sqlite's connections keep handlers and a timer of the process that a plugin's context cannot be unloaded from;
/// its engine and its exceptions do not.
/// </remarks>
internal sealed class Database : IDisposable
{
    // Large pages: a batch's blob is a few dozen of them, and small rows waste little (528 bytes for an event of 500).
    private const int PageSize = 16 * 1024;
    private const int CacheKilobytes = 8 * 1024;
    private readonly sqlite3 _handle;

    static Database() => Batteries_V2.Init();

    private Database(string path, sqlite3 handle) => (Path, _handle) = (path, handle);

    public string Path { get; }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="ChannelException">It is in use, or cannot be opened.</exception>
    /// <exception cref="SqliteException">It is damaged.</exception>
    public static Database Open(string path, IReadOnlyDictionary<string, long> settings)
    {
        if (Directory.Exists(path))
            throw new ChannelException(File.Exists(System.IO.Path.Combine(path, "service.properties"))
                ? $"{path} is a Derby database of Flume's JDBC channel, which cannot be read here: let Flume drain it, then name a file in "
                    + "driver.url."
                : $"{path} is a directory: name a file in driver.url.");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var result = raw.sqlite3_open_v2(path, out var handle, Flags, null);
        var database = new Database(path, handle);
        try
        {
            SqliteException.ThrowExceptionForRC(result, handle);
            database.Adjust(settings);
            return database;
        }
        catch (SqliteException failure)
        {
            database.Dispose();
            throw Explain(path, failure) is { } explained ? explained : failure;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public Statement Prepare(string sql) => new(_handle, sql);

    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(_handle, sql), _handle);

    /// <summary>The first column of the first row.</summary>
    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Brings the write-ahead log into the file; says how many pages of it were valid.</summary>
    public int Checkpoint(bool truncate = false)
    {
        var mode = truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_wal_checkpoint_v2(_handle, null!, mode, out var pages, out _), _handle);
        return pages;
    }

    public void Dispose() => _handle.Dispose();

    private void Adjust(IReadOnlyDictionary<string, long> settings)
    {
        // First, while nothing of the file was read: then the index of the log is in memory, not in a file for which there may be no room.
        Execute("PRAGMA locking_mode = EXCLUSIVE");
        Execute($"PRAGMA page_size = {settings.GetValueOrDefault("page_size", PageSize)}");
        Execute($"PRAGMA cache_size = {settings.GetValueOrDefault("cache_size", -CacheKilobytes)}");
        using (var journal = Prepare("PRAGMA journal_mode = WAL"))
            if (!journal.Step() || journal.Text(0) != "wal")
                throw new ChannelException($"The database {Path} cannot have a write-ahead log.");
        Execute("PRAGMA synchronous = FULL");
        Execute("PRAGMA wal_autocheckpoint = 0");
        Execute("PRAGMA secure_delete = OFF");
        if (settings.TryGetValue("max_page_count", out var pages))
            Execute($"PRAGMA max_page_count = {pages}");
    }

    private static ChannelException? Explain(string path, SqliteException failure) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new($"The database {path} is in use by another agent, another channel of this one or another "
            + "program. Each channel needs a database of its own: set driver.url, or stop the other one.", failure),
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            new($"The database {path} cannot be opened for writing: {failure.Message}", failure),
        raw.SQLITE_NOTADB => new($"{path} is not a SQLite database, or its first page is damaged. Move it away, or name another file in driver.url.",
            failure),
        _ => null,
    };
}
