using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>
/// The tables, format 1. batch: a row holds a run of events, numbered from <c>first</c>; taken: which events of a row are gone;
/// state: the next number and how many events wait; damaged: rows whose checksum was wrong.
/// </summary>
internal static class Schema
{
    private const long Application = 0x466C506C; // "FlPl", shown by file(1) and in PRAGMA application_id
    private const long Format = 1;

    private const string Tables =
        """
        CREATE TABLE batch (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, sum INTEGER NOT NULL, events BLOB NOT NULL);
        CREATE TABLE taken (first INTEGER PRIMARY KEY, ranges BLOB NOT NULL);
        CREATE TABLE state (one INTEGER PRIMARY KEY, next INTEGER NOT NULL, waiting INTEGER NOT NULL);
        CREATE TABLE damaged (first INTEGER, count INTEGER, sum INTEGER, events BLOB, reason TEXT);
        INSERT INTO state VALUES (1, 1, 0);
        """;

    /// <summary>Makes the tables in an empty database; says whether it did.</summary>
    /// <exception cref="ChannelException">It is somebody else's, of a later format, or empty though it must not be.</exception>
    public static bool Prepare(Database database, bool create)
    {
        var (application, format) = (database.Number("PRAGMA application_id"), database.Number("PRAGMA user_version"));
        if (application == Application && format == Format)
            return false;
        if (application == Application)
            throw new ChannelException($"The database {database.Path} has format {format}, written by another version of the agent; this one reads "
                + $"format {Format}. Drain it with that version, or name another file in driver.url.");
        if (application != 0 || database.Number("SELECT count(*) FROM sqlite_master") > 0)
            throw new ChannelException($"The database {database.Path} belongs to another program. Name another file in driver.url.");
        if (!create)
            throw new ChannelException($"The database {database.Path} has no tables, and create.schema is false.");
        database.Execute($"BEGIN; PRAGMA application_id = {Application}; PRAGMA user_version = {Format}; {Tables} COMMIT");
        return true;
    }
}
