using FlumePlug.Core.Plugins;
using FlumePlug.Core.Plugins.Describe;

namespace FlumePlug.Output;

/// <summary>The pages of docs/components: what <c>describe</c> says, one file per component, and an index.</summary>
internal static class ComponentPages
{
    private const string Index = "README.md";

    /// <summary>Writes all pages; those of components that are gone are deleted.</summary>
    public static void Write(ComponentCatalog catalog, string directory)
    {
        Directory.CreateDirectory(directory);
        CatalogEntry[] entries = [.. catalog.Entries];
        var written = entries.Select(FileName).Append(Index).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(directory, "*.md").Where(file => !written.Contains(Path.GetFileName(file))))
            File.Delete(file);
        foreach (var entry in entries)
            WriteFile(directory, FileName(entry), output => DescribeText.WriteComponent(new MarkdownPage(output), entry));
        WriteFile(directory, Index, output => WriteIndex(output, entries));
    }

    private static string FileName(CatalogEntry entry) => $"{entry.Component.Kind.Key()}-{entry.Component.Type}.md";

    private static void WriteIndex(TextWriter output, IEnumerable<CatalogEntry> entries)
    {
        output.Write("# Components\n\nMade from the components' metadata by `flumeplug docs docs/components`; do not edit.\n");
        foreach (var kind in entries.GroupBy(entry => entry.Component.Kind))
        {
            output.Write($"\n## {kind.Key.Word()}\n\n| type | plugin | summary |\n|---|---|---|\n");
            foreach (var entry in kind)
                output.Write($"| [`{entry.Component.Type}`]({FileName(entry)}) | {entry.Plugin.Name} | {entry.Component.Summary} |\n");
        }
    }

    private static void WriteFile(string directory, string name, Action<TextWriter> write)
    {
        using var file = new StreamWriter(Path.Combine(directory, name));
        write(file);
    }
}
