using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sqlite.Tests;

/// <summary>Options and files of databases in a test's own directory.</summary>
internal static class Databases
{
    public static string PathIn(TestComponentContext context) => Path.Combine(context.ConfigurationDirectory, "c1.sqlite");

    public static SqliteChannelOptions Options(TestComponentContext context, long capacity = 0, string settings = "") =>
        OptionsOf($"jdbc:sqlite:{PathIn(context)}{settings}", capacity);

    public static SqliteChannelOptions OptionsOf(string url, long capacity = 0) =>
        new() { DriverUrl = DatabaseUrl.Parse(url), CreateSchema = true, MaximumCapacity = capacity };

    /// <summary>A started channel over the database in the context's directory.</summary>
    public static async Task<SqliteChannel> OpenAsync(TestComponentContext context, long capacity = 0, string settings = "")
    {
        var channel = new SqliteChannel(Options(context, capacity, settings), context);
        try
        {
            await channel.StartAsync(CancellationToken.None);
            return channel;
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a killed agent leaves: the files as they are while the channel is open.</summary>
    public static void CopyFiles(TestComponentContext from, TestComponentContext to)
    {
        foreach (var file in new DirectoryInfo(from.ConfigurationDirectory).GetFiles("c1.sqlite*"))
            file.CopyTo(Path.Combine(to.ConfigurationDirectory, file.Name), overwrite: true);
    }
}
