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
    // The levels of the file: targets, framework, library, group, file.
    private const int LibraryDepth = 3;
    private const int GroupDepth = 4;
    private const int FileDepth = 5;

    /// <summary>The files of every library, native and per-platform ones included; as far as it can be read.</summary>
    public static IReadOnlyList<ListedFile> Read(string dependenciesFile)
    {
        var files = new List<ListedFile>();
        try
        {
            if (new FileInfo(dependenciesFile) is { Exists: true, Length: > 0 })
                ReadTargets(File.ReadAllBytes(dependenciesFile), files);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException) { }
        return files;
    }

    private static void ReadTargets(ReadOnlySpan<byte> json, List<ListedFile> files)
    {
        var reader = new Utf8JsonReader(json);
        var (inTargets, library, holdsFiles) = (false, "", false);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == 1)
                inTargets = reader.ValueTextEquals("targets");
            else if (reader.CurrentDepth == LibraryDepth)
                library = reader.GetString()!;
            else if (reader.CurrentDepth == GroupDepth)
                holdsFiles = reader.GetString() is "runtime" or "native" or "runtimeTargets";
            else if (reader.CurrentDepth == FileDepth && inTargets && holdsFiles)
                files.Add(new(library, reader.GetString()!));
        }
    }

    /// <summary>The names of the files, without their folders.</summary>
    public static IEnumerable<string> FilesOf(string dependenciesFile) => Read(dependenciesFile).Select(file => file.Name);
}
