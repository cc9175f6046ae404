using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

public sealed class JavaPatternTests
{
    [Fact]
    public async Task Patterns_of_the_corpus_match_as_in_Java()
    {
        var cases = PatternCorpus.Cases.ToList();

        var answers = await PatternCase.AskAsync(cases);

        var wrong = answers.Where(answer => answer.Java != answer.Ours)
            .Select(answer => $"{answer.Case}: Java {answer.Java}, here {answer.Ours}").Take(40).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(cases.Count > 4000);
    }

    [Fact]
    public async Task Properties_hold_the_code_points_that_Java_gives_them()
    {
        var answers = await Peers.JavaPeer.AskAsync("PropertyPeer", PatternCorpus.Properties);
        var points = new List<int>();
        for (var point = 0; point < 0x110000; point += point < 0x3100 ? 1 : 13)
            points.Add(point);
        var units = new char[2];
        for (var i = 0; i < answers.Length; i++)
        {
            var ours = JavaPattern.Compile(PatternCorpus.Properties[i]).WholeRegex;
            // What Unicode assigned after Java 17's version of it is left alone.
            var wrong = Enumerable.Range(0, points.Count).Where(at =>
                answers[0][at] == '1' && ours.IsMatch(Text(points[at], units)) != (answers[i][at] == '1')).ToList();
            Assert.True(wrong.Count == 0, $"{PatternCorpus.Properties[i]}: {wrong.Count}, first U+{points[wrong.FirstOrDefault()]:X4}");
        }
    }

    [Theory]
    [InlineData(@"a\Xb", @"The grapheme cluster \X is not supported near index 1 of the pattern 'a\Xb'")]
    [InlineData(@"\b{g}", @"The grapheme boundary \b{g} is not supported near index 0 of the pattern '\b{g}'")]
    [InlineData(@"(?c)a", "Canonical equivalence is not supported near index 2 of the pattern '(?c)a'")]
    [InlineData(@"(?i)(.*)=\1", "A back-reference that ignores the case of ASCII letters alone")]
    [InlineData(@"(?<=(a|bb))c", "A look-behind of variable length with groups or possessive parts is not supported")]
    [InlineData(@"(a*)+?", "A reluctant repetition of what can be empty is not supported")]
    [InlineData(@"\p{IsCuneiform}", "Unknown character property name {IsCuneiform}")]
    [InlineData(@"[a", "Unclosed character class near index 1 of the pattern '[a'")]
    [InlineData("a**", "Dangling meta character '*' near index 2 of the pattern 'a**'")]
    public void What_cannot_be_matched_as_in_Java_is_refused_with_its_place(string pattern, string message)
    {
        var e = Assert.Throws<JavaPatternException>(() => JavaPattern.Compile(pattern));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_have_the_numbers_of_Java()
    {
        var pattern = JavaPattern.Compile("(?<first>a)(b)(?<third>c)");

        var match = pattern.Regex.Match("abc");

        Assert.Equal(3, pattern.GroupCount);
        Assert.Equal(["a", "b", "c"], match.Groups.Cast<Group>().Skip(1).Select(group => group.Value));
        Assert.Equal(1, pattern.GroupNames["first"]);
        Assert.Equal(3, pattern.GroupNames["third"]);
    }

    [Theory]
    [InlineData("abc", false)]
    [InlineData(@"^\d{4}-\d{2}[ T]", false)]
    [InlineData("(?:ab|cd)[.]x", false)]
    [InlineData("a*", true)]
    [InlineData("(a?){30}", true)]
    [InlineData(@"(a)\1", true)]
    [InlineData("(?:a|a){30}b", true)]
    public void Only_a_repetition_or_a_back_reference_can_run_away(string text, bool canRunAway)
    {
        var pattern = JavaPattern.Compile(text);

        Assert.Equal(canRunAway, pattern.CanRunAway);
        Assert.Equal(canRunAway ? JavaPattern.DefaultMatchTimeout : Regex.InfiniteMatchTimeout, pattern.Regex.MatchTimeout);
    }

    [Fact]
    public void A_match_that_runs_away_ends_with_the_time_limit()
    {
        var pattern = JavaPattern.Compile("(?:a|aa)+$", matchTimeout: TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();

        Assert.Throws<RegexMatchTimeoutException>(() => pattern.Finds(new string('a', 200) + "b"));
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_compiled_pattern_finds_what_an_interpreted_one_finds()
    {
        foreach (var each in PatternCorpus.Cases.Where((_, i) => i % 97 == 0))
        {
            JavaPattern interpreted;
            try
            {
                interpreted = JavaPattern.Compile(each.Pattern, each.Flags);
            }
            catch (JavaPatternException)
            {
                continue;
            }

            var compiled = JavaPattern.Compile(each.Pattern, each.Flags, compiled: true);
            Assert.True(compiled.Regex.Options.HasFlag(RegexOptions.Compiled));
            Assert.Equal(
                interpreted.Regex.Matches(each.Text).Select(match => (match.Index, match.Value)),
                compiled.Regex.Matches(each.Text).Select(match => (match.Index, match.Value)));
        }
    }

    [Fact]
    public void Whole_text_prefix_and_find_are_told_apart()
    {
        var pattern = JavaPattern.Compile("a|ab");

        Assert.True(pattern.Matches("ab"));
        Assert.False(pattern.Matches("xab"));
        Assert.True(pattern.LookingAt("abc"));
        Assert.False(pattern.LookingAt("xab"));
        Assert.True(pattern.Finds("xab"));
        Assert.False(pattern.Matches("ab\n"));
    }

    private static ReadOnlySpan<char> Text(int point, char[] units)
    {
        if (point is >= 0xD800 and <= 0xDFFF)
            units[0] = (char)point;
        return units.AsSpan(0, point is >= 0xD800 and <= 0xDFFF ? 1 : new Rune(point).EncodeToUtf16(units));
    }
}
