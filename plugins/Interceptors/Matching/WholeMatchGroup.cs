using System.Text.RegularExpressions;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors.Matching;

/// <summary>
/// Recognises patterns whose first group is all that a match consumes, such as <c>^(\d+)$</c>: for these the bounds of the
/// match are enough, and no match object is needed.
/// </summary>
internal static partial class WholeMatchGroup
{
    /// <summary>Whether it is so for certain; false where it would take more than a glance to tell.</summary>
    public static bool IsFirstGroupOf(JavaPattern pattern)
    {
        var text = pattern.Pattern.AsSpan();
        if ((pattern.Flags & (JavaPatternFlags.Comments | JavaPatternFlags.Literal)) != 0 || Unclear().IsMatch(text))
            return false;
        foreach (var before in Before().EnumerateMatches(text))
        {
            var rest = text[(before.Index + before.Length)..];
            var end = EndOfGroup(rest);
            return end >= 0 && After().IsMatch(rest[end..]);
        }
        return false;
    }

    // Behind the opening parenthesis: the position behind the closing one, or -1.
    private static int EndOfGroup(ReadOnlySpan<char> rest)
    {
        var (groups, classes) = (1, 0);
        for (var i = 0; i < rest.Length; i++)
        {
            switch (rest[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    classes++;
                    break;
                case ']' when classes > 0:
                    classes--;
                    break;
                case '(' when classes == 0:
                    groups++;
                    break;
                case ')' when classes == 0 && --groups == 0:
                    return i + 1;
            }
        }
        return -1;
    }

    // Where a parenthesis may not be what it looks like: quotations, control characters, ] as a member, comments.
    [GeneratedRegex(@"\\[Qc]|\[\^?\]|\(\?[a-zA-Z-]*x", RegexOptions.CultureInvariant)]
    private static partial Regex Unclear();

    // Flags and what consumes nothing, then an ordinary or a named group.
    [GeneratedRegex(@"\A(?:\(\?[imsuUd]+\)|\^|\\[AbBG])*\((?:\?<[A-Za-z][A-Za-z0-9]*>|(?!\?))", RegexOptions.CultureInvariant)]
    private static partial Regex Before();

    [GeneratedRegex(@"\A(?:\$|\\[bBzZ])*\z", RegexOptions.CultureInvariant)]
    private static partial Regex After();
}
