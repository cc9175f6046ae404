using System.Reflection;

namespace FlumePlug.Parity.Running;

/// <summary>Where the cases, both agents and the list of wanted differences are.</summary>
public static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Parity { get; } = Path.Combine(Root, "tests", "parity");

    /// <summary>The folder of Apache Flume's starter, or null on a machine that has none.</summary>
    public static string? Peers { get; } = new[]
    {
        Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS"),
        Path.Combine(Root, "..", "shared", "peers"),
    }.FirstOrDefault(folder => !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, "bin", "flume")));

    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";
}
