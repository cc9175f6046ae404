using FlumePlug.Interceptors;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Leaves.Tests.Interceptors;

public sealed class RegexFilterInterceptorTests
{
    [Theory]
    [InlineData("ERROR", "x ERROR y|ERROR")]
    [InlineData(@"E\w+R$", "ERROR")]
    [InlineData("^ERROR", "ERROR")]
    [InlineData("err|(?i)INFO", "info")]
    public async Task Events_that_match_somewhere_are_kept(string pattern, string kept) =>
        Assert.Equal(kept, await Left(Given.Options<RegexFilterOptions>(("regex", pattern)), "x ERROR y", "info", "ERROR"));

    [Fact]
    public async Task With_excludeEvents_they_are_dropped() =>
        Assert.Equal("info", await Left(
            Given.Options<RegexFilterOptions>(("regex", "ERROR"), ("excludeEvents", "true")), "x ERROR y", "info", "ERROR"));

    [Fact]
    public async Task Without_a_pattern_every_event_is_kept_even_an_empty_one() =>
        Assert.Equal("|a|\n", await Left(Given.Options<RegexFilterOptions>(), "", "a", "\n"));

    [Fact]
    public async Task Without_a_pattern_excludeEvents_drops_everything() =>
        Assert.Equal("", await Left(Given.Options<RegexFilterOptions>(("excludeEvents", "true")), "", "a"));

    [Fact]
    public async Task Bodies_are_read_as_utf8() =>
        Assert.Equal("žluť", await Left(Given.Options<RegexFilterOptions>(("regex", "^.luť$")), "žluť", "zzluť"));

    [Fact]
    public async Task A_shared_body_is_judged_once_and_neighbours_by_themselves()
    {
        using var batch = EventBatch.Create();
        var (kept, dropped) = ("yes"u8.ToArray(), "no!"u8.ToArray());
        foreach (var body in (byte[][])[kept, kept, dropped, dropped, kept])
            batch.Add(Headers.Empty, body);
        await new RegexFilterInterceptor(Given.Options<RegexFilterOptions>(("regex", "(yes)")))
            .InterceptAsync(batch, TestContext.Current.CancellationToken);
        batch.Compact();
        Assert.Equal(["yes", "yes", "yes"], TextsOf(batch));
    }

    [Fact]
    public async Task A_match_that_runs_away_refuses_the_batch_and_names_pattern_and_limit()
    {
        var pattern = JavaPattern.Compile("^(a|b|ab)*$", matchTimeout: TimeSpan.FromMilliseconds(20));
        var body = string.Concat(Enumerable.Repeat("ab", 40)) + "!";
        var refused = await Assert.ThrowsAsync<ChannelException>(
            async () => await Left(new RegexFilterOptions { Regex = pattern }, body));
        Assert.StartsWith($"a match of the pattern '{pattern}' took longer than 20 ms", refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> Left(RegexFilterOptions options, params string[] bodies)
    {
        using var batch = BatchOf(bodies);
        await new RegexFilterInterceptor(options).InterceptAsync(batch, TestContext.Current.CancellationToken);
        batch.Compact();
        return string.Join('|', TextsOf(batch));
    }
}
