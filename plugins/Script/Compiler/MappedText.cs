using System.Text;
using Microsoft.CodeAnalysis;

namespace FlumePlug.Script.Compiler;

/// <summary>Program text in which every part of a user's file keeps its line and column.</summary>
internal sealed class MappedText(string path)
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a part of the file; what is written before and after it stands on lines of its own.</summary>
    public void Add(SyntaxNode part, string before = "", string after = "")
    {
        var start = part.GetLocation().GetLineSpan().StartLinePosition;
        if (before.Length > 0)
            AddHidden(before);
        _text.Append("#line ").Append(start.Line + 1).Append(" \"").Append(path).Append("\"\n")
            .Append(' ', start.Character).Append(part.ToString()).Append('\n');
        if (after.Length > 0)
            AddHidden(after);
    }

    /// <summary>Adds text that is in no file.</summary>
    public void AddHidden(string text) => _text.Append("#line hidden\n").Append(text).Append('\n');

    public override string ToString() => _text.ToString();
}
