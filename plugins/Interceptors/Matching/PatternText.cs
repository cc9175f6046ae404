using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors.Matching;

/// <summary>What interceptors do with patterns besides matching.</summary>
internal static class PatternText
{
    /// <summary>The same pattern compiled to machine code, which takes milliseconds: not for every option that is read.</summary>
    public static JavaPattern Compiled(JavaPattern pattern) =>
        JavaPattern.Compile(pattern.Pattern, pattern.Flags, compiled: true, pattern.Regex.MatchTimeout);

    /// <summary>The pieces between the matches; empty ones are left out, because they can name nothing.</summary>
    public static List<string> Split(string text, JavaPattern separator)
    {
        var pieces = new List<string>();
        var start = 0;
        foreach (var match in separator.Regex.EnumerateMatches(text))
        {
            if (match.Index > start)
                pieces.Add(text[start..match.Index]);
            start = match.Index + match.Length;
        }
        if (start < text.Length)
            pieces.Add(text[start..]);
        return pieces;
    }
}
