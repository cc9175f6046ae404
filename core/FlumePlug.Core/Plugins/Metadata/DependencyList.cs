using System.Text.Json;

namespace FlumePlug.Core.Plugins;

/// <summary>One file that a <c>.deps.json</c> lists.</summary>
/// <param name="Library">Name and version of what it belongs to: <c>Acme.Shared/1.0.0</c>.</param>
/// <param name="Path">Its path within the package; a build lays it flat or, when it is for one platform, under this path.</param>
internal sealed record ListedFile(string Library, string Path)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>Reads what a <c>.deps.json</c> lists (the .NET SDK writes it beside an assembly).</summary>
internal static class DependencyList
{
    /// <summary>The files of every library, native and per-platform ones included; empty when it cannot be read.</summary>
    public static IReadOnlyList<ListedFile> Read(string dependenciesFile)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(dependenciesFile));
            return [.. Files(json.RootElement)];
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>The names of the files, without their folders.</summary>
    public static IEnumerable<string> FilesOf(string dependenciesFile) => Read(dependenciesFile).Select(file => file.Name);

    private static IEnumerable<ListedFile> Files(JsonElement root)
    {
        if (!root.TryGetProperty("targets", out var targets))
            yield break;
        foreach (var library in targets.EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
            foreach (var group in library.Value.EnumerateObject().Where(group => group.Name is "runtime" or "native" or "runtimeTargets"))
                foreach (var file in group.Value.EnumerateObject())
                    yield return new(library.Name, file.Name);
    }
}
