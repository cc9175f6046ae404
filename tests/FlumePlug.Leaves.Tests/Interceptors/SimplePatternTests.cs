using System.Text;
using FlumePlug.Interceptors;
using FlumePlug.Interceptors.Extracting;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Leaves.Tests.Interceptors;

/// <summary>Whatever shortcut a pattern takes, the outcome is the pattern's.</summary>
public sealed class SimplePatternTests : IDisposable
{
    private static readonly string[] Patterns =
    [
        @"\d", @"(\d)", @"\d+", @"(\d+)", @"^(\d+)", @"(\d+)$", @"^(\d+)$", @"^\d+$",
        @"([a-c]+)", @"([^0-9]+)", @"([^ž0-9]+)", @"([^a])",
        @"(\w+)", @"(\s+)", "(ab)", "ab", "^ab", "^(ab)$", "ab$", @"(a\.b)", @"(a.b)",
        "(a|b)", "(a)|b", "(a)(b)", "((a)b)", "a(b)", @"\b(\w+)\b",
        "(?i)(AB)", "(?<name>[a-c]+)", "(?:ab)", @"([\w.]+)", @"([a\-b]+)", @"([\]a]+)", @"([a[bc]]+)",
        @"([a-c&&[b]]+)", @"(\Q(a)\E)",
        @"(a\)b)", "([)]a)", "(ž+)", "(a)+", "(a+)?", "(a*)", "(.*)", "(.+)", "()", @"^(\S+)", @"(\D+)",
        "( )", "(-)", "([-a]+)", "(a{2})",
        @"a(\d+)b", @"a(\d+)", @"(\d+)b", @"^(\d)\d*", @"(\d)\d*", @"(\d)+\d", @"a(b|c)$", "a(b)c|a(1)", "a(b)c*|b", @"a{2}(b+)",
        @"a?(b)",
        "a(b){2}", "a(b)?c", "(?i)A(b+)C", @"\b(\d{2})\s", @"[ab]{2}(\w+).", @"[^a](\d+)", @".(\d+)", @"a(.*)b", @"(.)b",
        @"(ab).*(?:c|1)",
        @"(a)\1", @"a(\d)[b]|c", @"-(\d*)\n", @"\)(.)", @"[)](1|42)", @"(?<x>a)b+", @"a|b(c)", @"(a(?=b))b", @"(?:a)(b+)",
    ];

    private static readonly string[] Pieces = ["a", "b", "c", "1", "42", " ", ".", "-", "\n", "\r\n", "ž", "\u2028", "😀",
        ")", "(", "]", "AB"];

    private readonly TestComponentContext _context = new("i1");

    public void Dispose() => _context.Dispose();

    public static TheoryData<string> AllPatterns => [.. Patterns];

    [Theory]
    [MemberData(nameof(AllPatterns))]
    public async Task Filter_and_extractor_agree_with_the_pattern_itself(string pattern)
    {
        var random = new Random(4);
        var bodies = Enumerable.Range(0, 500).Select(_ => Body(random)).ToArray();
        var java = JavaPattern.Compile(pattern);
        var first = bodies.Select(body => java.Regex.Match(Encoding.UTF8.GetString(body))).ToArray();

        using var filtered = BatchOf(bodies);
        await new RegexFilterInterceptor(new RegexFilterOptions { Regex = java })
            .InterceptAsync(filtered, TestContext.Current.CancellationToken);
        for (var i = 0; i < bodies.Length; i++)
            Assert.Equal(first[i].Success, !filtered.IsDropped(i));

        using var extracted = BatchOf(bodies);
        await Extractor(java).InterceptAsync(extracted, TestContext.Current.CancellationToken);
        for (var i = 0; i < bodies.Length; i++)
            Assert.Equal(first[i].Groups[1] is { Success: true } group ? group.Value : null, extracted[i].Headers["h"]);
    }

    private RegexExtractorInterceptor Extractor(JavaPattern pattern)
    {
        _context.Provide<IExtractorSerializer>("default", _ => new DefaultExtractorSerializer());
        return new RegexExtractorInterceptor(
            new RegexExtractorOptions
            {
                Regex = pattern,
                Serializers = [TestComponentContext.SlotOf<IExtractorSerializer>("default", ("name", "h"))],
            },
            _context);
    }

    private static EventBatch BatchOf(byte[][] bodies)
    {
        var batch = EventBatch.Create();
        foreach (var body in bodies)
            batch.AddCopy(Headers.Empty, body);
        return batch;
    }

    // Some bodies are not UTF-8: a stray byte stands among the characters.
    private static byte[] Body(Random random)
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        byte[] stray = random.Next(8) == 0 ? [0xE2, 0x82] : [];
        return [.. Encoding.UTF8.GetBytes(text), .. stray, .. Encoding.UTF8.GetBytes(random.Next(2) == 0 ? "" : text)];
    }
}
