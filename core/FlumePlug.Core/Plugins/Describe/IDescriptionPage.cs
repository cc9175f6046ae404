namespace FlumePlug.Core.Plugins.Describe;

/// <summary>Where a description is written: plain text, a terminal or a Markdown file.</summary>
public interface IDescriptionPage
{
    /// <summary>What the following is about.</summary>
    void Heading(string text);

    /// <summary>A sentence on a line of its own.</summary>
    void Line(string text);

    /// <summary>Rows of as many cells as there are columns; columns without names have no header.</summary>
    void Table(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows);
}
