using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sqlite;

/// <summary>Says of options that a database inside the agent has no use for why that is; once, when the channel starts.</summary>
internal static class OptionNotes
{
    public static void Write(SqliteChannelOptions options, ILogger logger)
    {
        foreach (var (option, why) in Of(options))
            logger.LogWarning("{Option} is not used: {Reason}.", option, why);
    }

    private static IEnumerable<(string Option, string Why)> Of(SqliteChannelOptions options)
    {
        if (string.Equals(options.DbType, "DERBY", StringComparison.OrdinalIgnoreCase))
            yield return ("db.type = DERBY", "the database inside the agent is SQLite");
        if (options.DriverClass is not null)
            yield return ("driver.class", "SQLite is built in");
        if (options.DbUsername is not null || options.DbPassword is not null)
            yield return ("db.username and db.password", "SQLite has no users; the rights on the file decide who reads the events");
        if (options.ConnectionPropertiesFile is not null)
            yield return ("connection.properties.file", "settings of SQLite stand in driver.url, as in jdbc:sqlite:/path?cache_size=2000");
        if (options.CreateIndex is not null)
            yield return ("create.index", "the tables need no index");
        if (options.CreateForeignKey is not null)
            yield return ("create.foreignkey", "the tables have no foreign keys");
        if (options.TransactionIsolation is not (null or "SERIALIZABLE"))
            yield return ("transaction.isolation", "SQLite's transactions are serializable, which is more than was asked for");
        if (options.MaximumConnections is not null)
            yield return ("maximum.connections", "one connection serves all sources and sinks; puts at the same time share a transaction");
        foreach (var property in options.AllSystemProperties.Where(property => property.Key != DatabasePlace.HomeProperty))
            yield return ($"sysprop.{property.Key}", "there is no Java");
    }
}
