using Microsoft.CodeAnalysis;

namespace FlumePlug.Script.Compiler;

/// <summary>What scripts are compiled against: the base library and the files that the request names.</summary>
internal static class References
{
    // `dynamic` needs the first, and keeps every version of a script in memory for ever.
    private static readonly string[] LeftOut = ["Microsoft.CSharp.dll", "Microsoft.VisualBasic.dll", "Microsoft.VisualBasic.Core.dll"];

    private static readonly Lazy<MetadataReference[]> BaseLibrary = new(() =>
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(path => !LeftOut.Contains(Path.GetFileName(path)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    // The files of the last request: what Roslyn knows of them is worth more than the memory.
    private static Dictionary<(string Path, DateTime Written), MetadataReference> s_last = [];

    public static MetadataReference[] Of(IReadOnlyList<string> files)
    {
        var before = Volatile.Read(ref s_last);
        var now = files.Distinct().Select(path => (Path: path, Written: File.GetLastWriteTimeUtc(path))).ToDictionary(
            file => file, file => before.GetValueOrDefault(file) ?? MetadataReference.CreateFromImage(File.ReadAllBytes(file.Path), filePath: file.Path));
        Volatile.Write(ref s_last, now);
        return [.. BaseLibrary.Value, .. now.Values];
    }
}
