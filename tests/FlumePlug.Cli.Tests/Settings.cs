using System.Reflection;

namespace FlumePlug.Cli.Tests;

/// <summary>Where the build put things.</summary>
internal static class Settings
{
    public static string Executable { get; } = Path.Combine(Of("AgentDirectory"), "flumeplug");

    public static string TestPlugins { get; } = Of("TestPlugins");

    public static string ExamplePlugins { get; } = Path.Combine(Of("RepositoryRoot"), "artifacts", "examples", "plugins");

    public static string RepositoryRoot { get; } = Of("RepositoryRoot");

    private static string Of(string key) => Path.GetFullPath(typeof(Settings).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(setting => setting.Key == key).Value!);
}
