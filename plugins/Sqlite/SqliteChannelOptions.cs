using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>
/// Options of Flume's JDBC channel (semantics 4.5), also under its old long names. Those that a database inside the agent has
/// no use for are read and explained in the log; see <see cref="OptionNotes"/>.
/// </summary>
public sealed class SqliteChannelOptions : IOptionRules
{
    private const string Long = "org.apache.flume.channel.jdbc.";

    [Option("db.type", Aliases = [Long + "db.type"],
        Summary = "SQLITE, or DERBY without a driver.url: Flume's word for the embedded database.")]
    public string? DbType { get; init; }

    [Option("driver.class", Aliases = [Long + "driver.class"], Summary = "Not used: the driver is built in.")]
    public string? DriverClass { get; init; }

    [Option("driver.url", Aliases = [Long + "driver.url"],
        Summary = "The database file: jdbc:sqlite:/path, with settings of SQLite as ?cache_size=..&max_page_count=..&page_size=... "
            + "Default: .flume/jdbc-channel/CHANNEL.sqlite under the user's home.")]
    [Place]
    public DatabaseUrl? DriverUrl { get; init; }

    [Option("db.username", Aliases = [Long + "db.username"], Summary = "Not used: who may read the file may read the events.")]
    public string? DbUsername { get; init; }

    [Option("db.password", Aliases = [Long + "db.password"], Secret = true, Summary = "Not used, as db.username.")]
    public string? DbPassword { get; init; }

    [Option("connection.properties.file", Aliases = [Long + "connection.properties.file"],
        Summary = "Not used: settings of SQLite stand in driver.url.")]
    public string? ConnectionPropertiesFile { get; init; }

    [Option("create.schema", Aliases = [Long + "create.schema"], Default = true,
        Summary = "Whether tables are made in a database that has none; false refuses such a database.")]
    public bool CreateSchema { get; init; }

    [Option("create.index", Aliases = [Long + "create.index"], Summary = "Not used: the tables need no index.")]
    public bool? CreateIndex { get; init; }

    [Option("create.foreignkey", Aliases = [Long + "create.foreignkey"], Summary = "Not used: the tables have no foreign keys.")]
    public bool? CreateForeignKey { get; init; }

    [Option("transaction.isolation", Aliases = [Long + "transaction.isolation"],
        Summary = "Every level is met: SQLite's transactions are serializable.")]
    [AllowedValues(null, "READ_UNCOMMITTED", "READ_COMMITTED", "REPEATABLE_READ", "SERIALIZABLE")]
    public string? TransactionIsolation { get; init; }

    [Option("maximum.connections", Aliases = [Long + "maximum.connections"],
        Summary = "Not used: one connection serves all sources and sinks, whose puts share a transaction.")]
    [Range(1, int.MaxValue)]
    public int? MaximumConnections { get; init; }

    [Option("maximum.capacity", Aliases = [Long + "maximum.capacity"], Default = 0, Unit = "events",
        Summary = "The most events in the channel; 0: no limit but the disk.")]
    [Range(0, long.MaxValue)]
    public long MaximumCapacity { get; init; }

    [Option("sysprop.", Summary = "sysprop.user.home: where .flume is made; other system properties of Java are not used.")]
    [Place]
    public IReadOnlyDictionary<string, string>? SystemProperties { get; init; }

    [Option(Long + "sysprop.", Summary = "The same under its long name.")]
    [Place]
    public IReadOnlyDictionary<string, string>? LongSystemProperties { get; init; }

    /// <summary>What both spellings give.</summary>
    internal IEnumerable<KeyValuePair<string, string>> AllSystemProperties =>
        [.. SystemProperties ?? new Dictionary<string, string>(), .. LongSystemProperties ?? new Dictionary<string, string>()];

    public IEnumerable<OptionError> Check()
    {
        var isEmbedded = DbType is null || Is("SQLITE") || Is("DERBY");
        if (!isEmbedded)
            yield return new("db.type", $"Database {DbType} not supported at this time: the database inside the agent is SQLite. "
                + "Leave db.type and driver.* out, or set driver.url to jdbc:sqlite:/path.");
        if (DriverClass is { } driver && !driver.Contains("sqlite", StringComparison.OrdinalIgnoreCase)
            && !driver.StartsWith("org.apache.derby.", StringComparison.Ordinal))
            yield return new("driver.class", $"Unable to load driver: {driver}. Java's drivers do not run here; the database inside the "
                + "agent is SQLite and needs none.");

        bool Is(string type) => string.Equals(DbType, type, StringComparison.OrdinalIgnoreCase);
    }
}
