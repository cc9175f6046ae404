using FlumePlug.Core.Plugins.Describe;

namespace FlumePlug.Output;

/// <summary>A description as a Markdown file.</summary>
internal sealed class MarkdownPage(TextWriter output) : IDescriptionPage
{
    public void Heading(string text) => output.Write($"# {Escape(text)}\n");

    public void Line(string text) => output.Write($"\n{Escape(text)}\n");

    public void Table(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        output.Write($"\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var row in rows)
            output.Write($"| {string.Join(" | ", row.Select((cell, column) => column == 0 ? $"`{cell}`" : Escape(cell)))} |\n");
    }

    private static string Escape(string text) => text.Replace("|", "\\|").Replace("<", "&lt;").Replace("*", "\\*");
}
