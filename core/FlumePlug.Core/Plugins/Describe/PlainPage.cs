namespace FlumePlug.Core.Plugins.Describe;

/// <summary>A description as plain text; columns are padded to the same width.</summary>
public sealed class PlainPage(TextWriter output) : IDescriptionPage
{
    private const string Indent = "  ";

    private bool _begun;

    /// <inheritdoc/>
    public void Heading(string text)
    {
        if (_begun)
            output.WriteLine();
        Line(text);
    }

    /// <inheritdoc/>
    public void Line(string text)
    {
        output.WriteLine(text);
        _begun = true;
    }

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var hasHeader = columns.Any(column => column.Length > 0);
        var all = hasHeader ? [.. rows.Prepend([.. columns.Select(column => column.ToUpperInvariant())])] : rows;
        var widths = columns.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        if (hasHeader && _begun)
            output.WriteLine();
        foreach (var row in all)
            output.WriteLine((Indent + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
    }
}
