using System.Text;

namespace FlumePlug.EndToEnd.Tests.Running;

/// <summary>A directory of its own, deleted with the test.</summary>
internal sealed class TestDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-e2e-");

    public string Path => _directory.FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public string Make(string name) => Directory.CreateDirectory(PathOf(name)).FullName;

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>The lines of all files whose names begin so, in the order of the names.</summary>
    public IReadOnlyList<string> Lines(string prefix) =>
    [
        .. Directory.GetFiles(PathOf(System.IO.Path.GetDirectoryName(prefix) ?? ""), System.IO.Path.GetFileName(prefix) + "*")
            .Order(StringComparer.Ordinal).SelectMany(ReadShared),
    ];

    public void Dispose() => _directory.Delete(recursive: true);

    private static IEnumerable<string> ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
