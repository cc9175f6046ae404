using System.Text.RegularExpressions;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors.Matching;

/// <summary>
/// Where the first group of a pattern lies in each match, for patterns where the bounds of the match tell: the group is all
/// that the match consumes, as in <c>^(\d+)$</c>, or what stands around it has a known length, as in <c>id=(\d+)</c>. No
/// match object is needed then.
/// </summary>
/// <param name="Before">The characters of the match before the group.</param>
/// <param name="Length">The characters of the group, or -1: the rest.</param>
/// <param name="After">The characters of the match behind the group; means nothing when the length is known.</param>
internal sealed partial record GroupBounds(int Before, int Length, int After)
{
    /// <summary>Whether the group is all of the match.</summary>
    public bool IsWholeMatch => this is { Before: 0, Length: < 0, After: 0 };

    /// <summary>The bounds of the first group, or null where it would take more than a glance to tell.</summary>
    public static GroupBounds? Of(JavaPattern pattern)
    {
        var text = pattern.Pattern.AsSpan();
        if ((pattern.Flags & (JavaPatternFlags.Comments | JavaPatternFlags.Literal)) != 0 || Unclear().IsMatch(text))
            return null;
        foreach (var flags in LeadingFlags().EnumerateMatches(text))
            text = text[flags.Length..];
        var before = FixedLength.Read(ref text);
        if (before < 0)
            return null;
        foreach (var opening in Opening().EnumerateMatches(text))
        {
            var inner = text[opening.Length..];
            var end = EndOf(inner, closing: true);
            return end < 0 ? null : Of(before, inner[..end], inner[(end + 1)..]);
        }
        return null;
    }

    /// <summary>The group's part of a match.</summary>
    public ReadOnlySpan<char> Slice(ReadOnlySpan<char> match) =>
        match.Slice(Before, Length >= 0 ? Length : match.Length - Before - After);

    private static GroupBounds? Of(int before, ReadOnlySpan<char> group, ReadOnlySpan<char> rest)
    {
        var after = FixedLength.Of(rest);
        if (after >= 0)
            return new GroupBounds(before, -1, after);
        var length = FixedLength.Of(group);
        var isOnce = rest[0] is not ('*' or '+' or '?' or '{') && EndOf(rest, closing: false) < 0;
        return length >= 0 && isOnce ? new GroupBounds(before, length, 0) : null;
    }

    // The position of the parenthesis that closes what stands here, or of an alternative that stands beside it; -1: none.
    private static int EndOf(ReadOnlySpan<char> rest, bool closing)
    {
        var (groups, classes) = (0, 0);
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
                case ')' when classes == 0 && closing && groups == 0:
                case '|' when classes == 0 && !closing && groups == 0:
                    return i;
                case ')' when classes == 0:
                    groups--;
                    break;
            }
        }
        return -1;
    }

    // Where a parenthesis may not be what it looks like: quotations, control characters, ] as a member, comments.
    [GeneratedRegex(@"\\[Qc]|\[\^?\]|\(\?[a-zA-Z-]*x", RegexOptions.CultureInvariant)]
    private static partial Regex Unclear();

    [GeneratedRegex(@"\A(?:\(\?[imsuUd]+\))+", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingFlags();

    [GeneratedRegex(@"\A\((?:\?<[A-Za-z][A-Za-z0-9]*>|(?!\?))", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
