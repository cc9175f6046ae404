using System.Text.RegularExpressions;

namespace FlumePlug.Parity.Comparing;

/// <summary>A text in which <c>*</c> stands for any text, an empty one too; nothing else is special.</summary>
public static class Pattern
{
    public static bool Fits(string pattern, string text) =>
        Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline);
}
