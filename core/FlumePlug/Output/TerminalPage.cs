using FlumePlug.Core.Plugins.Describe;
using Spectre.Console;

namespace FlumePlug.Output;

/// <summary>A description on a terminal: long cells are wrapped within their column.</summary>
internal sealed class TerminalPage : IDescriptionPage
{
    public void Heading(string text) => AnsiConsole.MarkupLineInterpolated($"[bold]{text}[/]");

    public void Line(string text) => AnsiConsole.WriteLine(text);

    public void Table(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        var table = new Table().Border(TableBorder.None);
        table.ShowHeaders = columns.Any(column => column.Length > 0);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.ToUpperInvariant(), new Style(decoration: Decoration.Dim))));
        foreach (var row in rows)
            table.AddRow(row.Select((cell, column) => new Text(cell, column == 0 ? new Style(Color.Green) : null)));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine();
    }
}
