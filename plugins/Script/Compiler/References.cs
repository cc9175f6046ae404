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

    public static IEnumerable<MetadataReference> Of(IReadOnlyList<string> files) =>
        BaseLibrary.Value.Concat(files.Select(path => MetadataReference.CreateFromImage(File.ReadAllBytes(path), filePath: path)));
}
