namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>
/// Java 17's <c>\b</c>: letters and digits of all scripts and the underscore are word characters, and so are the marks
/// that follow a letter or digit. (.NET adds other connectors and joiners. Letters beyond U+FFFF are none here.)
/// </summary>
internal static class WordBoundary
{
    private const string Before = @"[_\p{L}\p{Nd}]|[\p{L}\p{Nd}]\p{Mn}+";
    private const string After = @"[_\p{L}\p{Nd}]|\p{Mn}(?<=[\p{L}\p{Nd}]\p{Mn}+)";

    private static readonly CodePointSet AsciiWord = CodePointSet.OfText("a-zA-Z0-9_");
    private static readonly CodePointSet Ascii = CodePointSet.Range(0, 127);

    /// <summary>Writes a boundary between two items of a sequence, of which either may be absent.</summary>
    internal static string Text(WordBoundaryNode node, PatternNode? before, PatternNode? after)
    {
        var (left, right) = node.Unicode ? UnicodeSides() : (Before, After);
        var (wordBefore, wordAfter) = (IsWord(before), IsWord(after));
        // The second pair of parentheses: without it .NET loses count of the groups that follow.
        return (wordBefore, wordAfter) switch
        {
            (true, _) => $"(?{(node.Present ? '!' : '=')}{right})",
            (false, _) => $"(?{(node.Present ? '=' : '!')}{right})",
            (_, true) => $"(?<{(node.Present ? '!' : '=')}{left})",
            (_, false) => $"(?<{(node.Present ? '=' : '!')}{left})",
            _ when node.Present => $"(?((?<={left}))(?!{right})|(?={right}))",
            _ => $"(?((?<={left}))(?={right})|(?!{right}))",
        };
    }

    /// <summary>Whether an item always has a word character at both of its ends, or never; null when neither.</summary>
    private static bool? IsWord(PatternNode? node) => node switch
    {
        PointNode point when AsciiWord.Contains(point.Set) => true,
        PointNode point when Ascii.Contains(point.Set) && point.Set.Intersect(AsciiWord).IsEmpty => false,
        RepeatNode { Min: > 0 } repeat => IsWord(repeat.Body),
        GroupNode group => IsWord(group.Body),
        _ => null,
    };

    private static (string Left, string Right) UnicodeSides()
    {
        var text = PatternWriter.ClassText(UnicodeProperty.Binary("WORD", false)!);
        return (text, text);
    }
}
