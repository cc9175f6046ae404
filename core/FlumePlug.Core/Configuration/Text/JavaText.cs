namespace FlumePlug.Core.Configuration.Text;

/// <summary>Java's ideas of blanks, which differ from .NET's beyond ASCII.</summary>
internal static class JavaText
{
    private static readonly char[] Blanks = [' ', '\t', '\n', '\v', '\f', '\r'];

    /// <summary><c>String.trim</c>: cuts everything up to the blank (U+0020), control characters included.</summary>
    public static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && text[start] <= ' ') start++;
        while (end > start && text[end - 1] <= ' ') end--;
        return text[start..end];
    }

    /// <summary>The words between what the pattern <c>\s+</c> matches.</summary>
    public static string[] Words(string text) => text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
}
