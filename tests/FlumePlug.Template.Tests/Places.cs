using System.Reflection;

namespace FlumePlug.Template.Tests;

/// <summary>Where the build put things.</summary>
internal static class Places
{
    public static string Templates => Path.Combine(Metadata("RepositoryRoot"), "plugin-template");

    public static string Agent => Metadata("AgentDirectory");

    public static void Copy(string from, string to)
    {
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    private static string Metadata(string key) => typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
