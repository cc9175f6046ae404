using System.Text.RegularExpressions;

namespace FlumePlug.Core.Configuration;

/// <summary>What a user's text may hold that would move a terminal's cursor or fake another line of a log.</summary>
public static partial class ControlCharacters
{
    /// <summary>The text with each of them as <c>\u001B</c>, line ends included.</summary>
    public static string Escaped(string text) => Any().Replace(text, Escape);

    /// <summary>The text with each of them but tabs as <c>\u001B</c>; further lines are indented.</summary>
    public static string EscapedLines(string text) =>
        AnyButLines().Replace(text, Escape).Replace("\n", "\n    ", StringComparison.Ordinal);

    private static string Escape(Match character) => $"\\u{(int)character.Value[0]:X4}";

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]")]
    private static partial Regex Any();

    [GeneratedRegex(@"[\p{Cc}-[\t\n]]")]
    private static partial Regex AnyButLines();
}
