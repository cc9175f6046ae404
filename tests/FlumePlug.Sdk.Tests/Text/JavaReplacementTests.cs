using System.Buffers;
using FlumePlug.Sdk.Tests.Text.Peers;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

public sealed class JavaReplacementTests
{
    private static readonly string[] Patterns =
        ["a", "(a)(b)?", "(?<n>a)|b", "x*", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", ".", "(.)(.)", "^|$", "no match"];

    private static readonly string[] Replacements =
    [
        "", "x", "$0", "$1", "[$1]", "$2", "$11", "$12", "$1$2", "${n}", "${n", "${}", "${1n}", "${m}", "$", "\\",
        "\\$1", "a\\\\b", "$x", "$0$0",
        "\u00e9", "$-1", "\\n", "$10", "$99",
    ];

    private static readonly string[] Texts = ["", "a", "abab", "abcdefghijk", "aXb\n", "\ud83d\ude00", "bbb"];

    [Fact]
    public async Task Replacements_are_those_of_Java()
    {
        var asked = (from pattern in Patterns from text in Texts from replacement in Replacements select (pattern, text, replacement)).ToList();
        var java = await JavaPeer.AskAsync("RegexPeer", asked.Select(each =>
            $"0\t{PatternCase.Encode(each.pattern)}\t{PatternCase.Encode(each.text)}\t{PatternCase.Encode(each.replacement)}"));

        for (var i = 0; i < asked.Count; i++)
        {
            var (pattern, text, replacement) = asked[i];
            var expected = java[i].Split('|')[^1];
            var compiled = JavaPattern.Compile(pattern);
            string ours;
            try
            {
                ours = "=" + PatternCase.Encode(JavaReplacement.Parse(replacement, compiled).ReplaceAll(text));
            }
            catch (FormatException e)
            {
                // Java finds out at the first match.
                ours = compiled.Finds(text) ? "!" + e.Message : expected;
            }

            Assert.True(expected == ours, $"/{pattern}/ on '{text}' by '{replacement}': Java {expected}, here {ours}");
        }
    }

    [Fact]
    public void Nothing_is_written_when_nothing_matches()
    {
        var writer = new ArrayBufferWriter<char>();

        Assert.False(JavaReplacement.Parse("$1", JavaPattern.Compile("(x)")).TryReplaceAll("abc", writer));
        Assert.False(JavaReplacement.Parse("y", JavaPattern.Compile("x")).TryReplaceAll("abc", writer));
        Assert.Equal(0, writer.WrittenCount);
    }

    [Fact]
    public void A_replacement_without_groups_allocates_nothing_per_match()
    {
        var replacement = JavaReplacement.Parse("<$0>", JavaPattern.Compile("b+", compiled: true));
        var writer = new ArrayBufferWriter<char>(4096);
        for (var i = 0; i < 100; i++)
            Replace();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Replace();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("a<bb>a<b>", writer.WrittenSpan.ToString());

        void Replace()
        {
            writer.ResetWrittenCount();
            replacement.TryReplaceAll("abbab", writer);
        }
    }
}
