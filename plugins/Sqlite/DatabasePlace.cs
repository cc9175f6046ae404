using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sqlite;

/// <summary>Where a channel's database is: what <c>driver.url</c> says, else a file of its own where Flume keeps Derby's.</summary>
internal static class DatabasePlace
{
    public const string HomeProperty = "user.home";

    public static string Of(SqliteChannelOptions options, ComponentContext context)
    {
        if (options.DriverUrl is { } url)
            return Path.GetFullPath(url.Path);
        var file = Uri.EscapeDataString(context.Name) + ".sqlite";
        return Path.GetFullPath(Path.Combine(Directory(options, context), file));
    }

    /// <summary>Events that Flume left in Derby are not lost sight of.</summary>
    public static void WarnOfDerby(SqliteChannelOptions options, ComponentContext context)
    {
        var derby = Path.Combine(Directory(options, context), "db");
        if (options.DriverUrl is null && File.Exists(Path.Combine(derby, "service.properties")))
            context.Logger.LogWarning("{Directory} is a database of Flume's JDBC channel (Derby), which cannot be read here. If events "
                + "wait in it, let Flume drain it; then move it away.", derby);
    }

    private static string Directory(SqliteChannelOptions options, ComponentContext context)
    {
        var home = options.AllSystemProperties.FirstOrDefault(property => property.Key == HomeProperty).Value
            ?? context.Properties.GetValueOrDefault(HomeProperty)
            ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(home, ".flume", "jdbc-channel");
    }
}
