using System.Text;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

/// <summary>Thousands of patterns made by chance from a fixed seed, against the real Java.</summary>
public sealed class JavaPatternRandomTests
{
    private static readonly string[] Atoms =
    [
        "a", "b", "c", "A", ".", "ab", "\\d", "\\w", "\\s", "\\W", "\\S", "[ab]", "[^a]", "[a-c&&[^b]]", "^", "$", "\\b", "\\B",
        "\\A", "\\z", "\\Z", "\\R", "\\v", "\\h", "1", " ", "\\n", "\\r", "\\p{Alpha}", "\\P{Lower}", "\u00e9", "\\Qa.b\\E", "-",
        "[^\\d\\s]", "[\\w&&[^1]]", "\\x61", "\\p{L}", "\ud83d\ude00", "[a\ud83d\ude00]", "[B-b]", "_",
    ];

    private static readonly string[] NoWidth = ["^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z"];

    private static readonly string[] Quantifiers =
        ["", "", "", "", "*", "+", "?", "*?", "+?", "??", "*+", "++", "?+", "{2}", "{1,2}", "{0,2}?", "{2,}", "{1,}+", "{0,2}"];

    private static readonly string[] TextParts =
        ["a", "b", "c", "A", "B", "1", " ", "\n", "\r", "\r\n", "_", "-", ".", "\u00e9", "\u0085", "\u2028", "ab", "aa", "\u00c9", "\ud83d\ude00"];

    [Theory]
    [InlineData(1, 4000)]
    [InlineData(2, 4000)]
    [InlineData(3, 4000)]
    public async Task Patterns_made_by_chance_match_as_in_Java(int seed, int count)
    {
        var random = new Random(seed);
        var cases = Enumerable.Range(0, count).Select(_ => Make(random)).ToList();

        var answers = await PatternCase.AskAsync(cases);

        var wrong = answers.Where(answer => answer.Case.Differs(answer.Java, answer.Ours))
            .Select(answer => $"{answer.Case}: Java {answer.Java}, here {answer.Ours}").Take(40).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.InRange(answers.Count(answer => answer.Java == answer.Ours), count * 3 / 4, count);
    }

    private static PatternCase Make(Random random)
    {
        var groups = 0;
        var pattern = Choice(random, 3, ref groups);
        var text = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => TextParts[random.Next(TextParts.Length)]));
        var flags = random.Next(3) > 0 ? 0 : (JavaPatternFlags)random.Next(128) & ~(JavaPatternFlags.Literal);
        return new PatternCase(pattern, text, flags);
    }

    private static string Choice(Random random, int depth, ref int groups, bool capture = true)
    {
        var text = new StringBuilder(Sequence(random, depth, ref groups, capture));
        for (var more = random.Next(6); more > 3; more--)
            text.Append('|').Append(Sequence(random, depth, ref groups, capture));
        return text.ToString();
    }

    private static string Sequence(Random random, int depth, ref int groups, bool capture = true)
    {
        var text = new StringBuilder();
        for (var items = random.Next(4); items >= 0; items--)
        {
            var item = Item(random, depth, ref groups, capture);
            var quantifier = Quantifiers[random.Next(Quantifiers.Length)];
            // What is refused, mostly: reluctant or possessive repetitions of what can be empty or holds groups.
            var plain = item.Contains('(') || NoWidth.Contains(item);
            text.Append(item).Append(plain && quantifier.Length > 1 && quantifier[^1] is ('+' or '?') ? "" : quantifier);
        }

        return text.ToString();
    }

    private static string Item(Random random, int depth, ref int groups, bool capture = true)
    {
        if (depth == 0 || random.Next(3) > 0)
            return groups > 0 && random.Next(12) == 0 ? "\\" + random.Next(1, groups + 1) : Atoms[random.Next(Atoms.Length)];
        var opening = random.Next(11) switch
        {
            0 => "(?:",
            1 => "(?=",
            2 => "(?!",
            3 => "(?<=",
            4 => "(?<!",
            5 => "(?>",
            6 => "(?i:",
            7 => "(?s-m:",
            8 => "(?m)(?:",
            _ => capture ? "(" : "(?:",
        };
        // Java keeps what a group matched on a way that failed later, if the group is in a part matched once and for all.
        capture &= opening is not ("(?!" or "(?<!" or "(?=" or "(?<=" or "(?>");
        groups += opening == "(" ? 1 : 0;
        var body = opening.Contains('<') ? Atoms[random.Next(Atoms.Length)] : Choice(random, depth - 1, ref groups, capture);
        return $"{opening}{body})";
    }
}
