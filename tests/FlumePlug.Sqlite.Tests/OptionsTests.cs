using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sqlite.Tests;

/// <summary>What the JDBC channel's options mean here, and what is said of those that mean nothing.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("jdbc:sqlite:/var/lib/flume/c1.db", "/var/lib/flume/c1.db")]
    [InlineData("sqlite:/a b/ü.db", "/a b/ü.db")]
    [InlineData("JDBC:SQLite:file:/x.db?cache_size=-4000&max_page_count=100", "/x.db")]
    [InlineData("/plain/path", "/plain/path")]
    public void A_path_is_found_in_every_form_of_the_url(string url, string path) => Assert.Equal(path, DatabaseUrl.Parse(url).Path);

    [Theory]
    [InlineData("jdbc:derby:/var/db;create=true", "let Flume drain them, then write jdbc:sqlite:/path")]
    [InlineData("jdbc:mysql://host/flume", "the database inside the agent is SQLite")]
    [InlineData("jdbc:sqlite::memory:", "a database in memory keeps nothing")]
    [InlineData("jdbc:sqlite:", "a path is needed")]
    [InlineData("jdbc:sqlite:/x?synchronous=OFF", "'synchronous' cannot be set")]
    [InlineData("jdbc:sqlite:/x?cache_size=much", "must be cache_size=NUMBER")]
    public void What_cannot_be_is_refused_with_the_reason(string url, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => DatabaseUrl.Parse(url)).Message, StringComparison.Ordinal);

    [Fact]
    public void Databases_and_drivers_that_cannot_run_here_are_errors()
    {
        Assert.Empty(new SqliteChannelOptions { DbType = "derby", DriverClass = "org.apache.derby.jdbc.EmbeddedDriver" }.Check());
        Assert.Empty(new SqliteChannelOptions { DbType = "SQLITE", DriverClass = "org.sqlite.JDBC" }.Check());
        var errors = new SqliteChannelOptions { DbType = "ORACLE", DriverClass = "oracle.jdbc.OracleDriver" }.Check().ToList();
        Assert.Equal(["db.type", "driver.class"], errors.Select(error => error.Option));
        Assert.StartsWith("Database ORACLE not supported at this time", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_without_a_meaning_are_explained_once()
    {
        using var context = new TestComponentContext("my channel");
        var home = new Dictionary<string, string> { ["user.home"] = context.ConfigurationDirectory, ["derby.x"] = "1" };
        var options = new SqliteChannelOptions
        {
            DbType = "DERBY",
            DbUsername = "sa",
            CreateIndex = true,
            CreateForeignKey = false,
            TransactionIsolation = "READ_COMMITTED",
            MaximumConnections = 10,
            ConnectionPropertiesFile = "x",
            CreateSchema = true,
            LongSystemProperties = home,
        };
        await using (var channel = new SqliteChannel(options, context))
            await channel.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            ["db.type = DERBY", "db.username and db.password", "connection.properties.file", "create.index", "create.foreignkey",
                "transaction.isolation", "maximum.connections", "sysprop.derby.x"],
            context.Logged.TextsOf(LogLevel.Warning).Select(text => text.Split(" is not used: ")[0]));
        Assert.True(File.Exists(Path.Combine(context.ConfigurationDirectory, ".flume", "jdbc-channel", "my%20channel.sqlite")));
    }

    [Fact]
    public async Task Without_create_schema_an_empty_database_is_refused()
    {
        using var context = new TestComponentContext();
        await using var channel = new SqliteChannel(new() { DriverUrl = DatabaseUrl.Parse(Databases.PathIn(context)), CreateSchema = false }, context);
        var refused = await Assert.ThrowsAsync<Sdk.ChannelException>(async () => await channel.StartAsync(TestContext.Current.CancellationToken));
        Assert.EndsWith("has no tables, and create.schema is false.", refused.Message, StringComparison.Ordinal);
    }
}
