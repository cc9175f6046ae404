using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FlumePlug.Sqlite;

/// <summary>
/// A prepared statement, bound without an allocation. Parameters count from 1, columns from 0. Not thread-safe; what a step
/// returned must be reset before the database can commit.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
    }

    public Statement Bind(int parameter, long value)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_bind_int64(_statement, parameter, value), _database);
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        // The binding takes an empty span for NULL.
        var result = value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0)
            : raw.sqlite3_bind_blob(_statement, parameter, value);
        SqliteException.ThrowExceptionForRC(result, _database);
        return this;
    }

    public Statement Bind(int parameter, string value)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_bind_text(_statement, parameter, value), _database);
        return this;
    }

    /// <summary>Goes to the next row; false: there is none, and the statement is reset.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }
        try
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
        finally
        {
            Reset();
        }
        return false;
    }

    /// <summary>Runs it to its end.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>Its result code says again what a step has said.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();
}
