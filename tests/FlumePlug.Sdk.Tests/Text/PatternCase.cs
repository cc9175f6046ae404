using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Sdk.Tests.Text.Peers;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

/// <summary>A pattern and a text, matched by Java and by us; both answers in one notation.</summary>
internal sealed record PatternCase(string Pattern, string Text, JavaPatternFlags Flags = JavaPatternFlags.None)
{
    internal static async Task<(PatternCase Case, string Java, string Ours)[]> AskAsync(IReadOnlyList<PatternCase> cases)
    {
        var java = await JavaPeer.AskAsync("RegexPeer", cases.Select(each => each.Question), "-Xss16m");
        return [.. cases.Zip(java, (each, answer) => (each, answer, each.Answer(answer)))];
    }

    /// <summary>
    /// Whether two answers differ where they must not. Java's own answers depend on its optimizer for empty matches inside
    /// a surrogate pair, for pairs in a look-behind and for groups that match nothing; it refuses some look-behinds that
    /// .NET can do.
    /// </summary>
    internal bool Differs(string java, string ours)
        => java != ours
            && !ours.StartsWith("refused", StringComparison.Ordinal)
            && !java.StartsWith("E Look-behind group does not have an obvious maximum length", StringComparison.Ordinal)
            && !EntersPair(java) && !EntersPair(ours)
            && !(Pattern.Contains("(?<", StringComparison.Ordinal) && Text.Any(char.IsSurrogate))
            && !SameButEmptyGroups(java.Split(';', '|'), ours.Split(';', '|'));

    private static bool SameButEmptyGroups(string[] java, string[] ours)
        => java.Length == ours.Length && java.Zip(ours, (a, b) => SameButEmptyGroups(a, b)).All(same => same);

    private static bool SameButEmptyGroups(string java, string ours)
    {
        var (left, right) = (java.Split(','), ours.Split(','));
        return left.Length == right.Length && left[0] == right[0] && left.Zip(right, (a, b) =>
            a == b || IsEmpty(a) || a == "-1--1" && IsEmpty(b)).All(same => same);
    }

    private static bool IsEmpty(string span) => span.Split('-') is [var start, var end] && start == end;

    /// <summary>UTF-16 as it is, halves of pairs too.</summary>
    internal static string Encode(string text) => Convert.ToBase64String(MemoryMarshal.AsBytes(text.AsSpan()));

    public override string ToString() => $"/{Escaped(Pattern)}/{Flags} on '{Escaped(Text)}'";

    private bool EntersPair(string answer) => Enumerable.Range(1, Text.Length).Any(index =>
        index < Text.Length && char.IsSurrogatePair(Text, index - 1)
        && (";" + answer.Replace('|', ';')).Contains($";{index}-", StringComparison.Ordinal));

    private string Question => $"{(int)Flags}\t{Encode(Pattern)}\t{Encode(Text)}";

    private string Answer(string java)
    {
        try
        {
            var pattern = JavaPattern.Compile(Pattern, Flags);
            var text = new StringBuilder();
            var count = 0;
            for (var match = pattern.Regex.Match(Text); match.Success && count++ < 60; match = match.NextMatch())
                Spans(match, text);
            text.Append('|');
            Spans(pattern.WholeRegex.Match(Text), text);
            text.Append('|');
            Spans(pattern.PrefixRegex.Match(Text), text);
            return text.ToString();
        }
        catch (RegexMatchTimeoutException)
        {
            return "refused: time limit";
        }
        catch (JavaPatternException e)
        {
            // Where Java refuses a pattern too, our reason begins with its words.
            return java.StartsWith("E ", StringComparison.Ordinal)
                && e.Reason.StartsWith(java[2..java.LastIndexOf(" @", StringComparison.Ordinal)], StringComparison.Ordinal) ? java
                : e.Reason.Contains("not supported", StringComparison.Ordinal) ? "refused: " + e.Message
                : "E " + e.Message;
        }
    }

    private static void Spans(Match match, StringBuilder text)
    {
        if (!match.Success)
            return;
        for (var group = 0; group < match.Groups.Count; group++)
        {
            var span = match.Groups[group];
            var start = span.Success ? span.Index : -1;
            text.Append(group == 0 ? "" : ",").Append(start).Append('-').Append(span.Success ? start + span.Length : -1);
        }

        text.Append(';');
    }

    private static string Escaped(string text) => string.Concat(text.Select(unit =>
        unit is >= ' ' and < (char)127 ? unit.ToString() : $"\\u{(int)unit:X4}"));
}
