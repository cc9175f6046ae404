namespace FlumePlug.EndToEnd.Tests.Running;

/// <summary>Where things are in the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Agent { get; } = Path.Combine(Root, "artifacts", "flumeplug", "flumeplug");

    public static string Examples { get; } = Path.Combine(Root, "examples");

    public static string TestPlugins { get; } = Path.Combine(
        Root, "artifacts", "test-plugins", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug");

    private static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "FlumePlug.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("FlumePlug.sln");
        return directory;
    }
}
