using System.Text;
using FlumePlug.Interceptors;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Leaves.Tests.Interceptors;

public sealed class SearchReplaceInterceptorTests
{
    [Theory]
    [InlineData("^[A-Za-z0-9_]+", "", "one two one", " two one")]
    [InlineData("The quick brown ([a-z]+) jumped over the lazy ([a-z]+)", "The hungry $2 ate the careless $1",
        "The quick brown fox jumped over the lazy dog", "The hungry dog ate the careless fox")]
    [InlineData(@"\d", "#", "a1b22", "a#b##")]
    [InlineData(@"(\d+)", @"\$$1", "a1b22", "a$1b$22")]
    [InlineData("x*", "-", "abc", "-a-b-c-")]
    [InlineData("ž", "z", "žluť ž", "zluť z")]
    [InlineData("nothing", "x", "abc", "abc")]
    public async Task Every_match_is_replaced_as_Java_does(string pattern, string replacement, string body, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(await Replaced(
            Encoding.UTF8.GetBytes(body), ("searchPattern", pattern), ("replaceString", replacement))));

    [Fact]
    public async Task Without_a_replacement_matches_are_deleted() =>
        Assert.Equal("ac"u8.ToArray(), await Replaced("abc"u8.ToArray(), ("searchPattern", "b")));

    [Fact]
    public async Task Bodies_are_read_and_written_in_the_charset() =>
        Assert.Equal([0xE9, (byte)'x'], await Replaced(
            [0xE9, 0xE8], ("searchPattern", "è"), ("replaceString", "x"), ("charset", "ISO-8859-1")));

    [Fact]
    public async Task A_charset_with_a_mark_is_written_with_its_mark() =>
        Assert.Equal([0xFE, 0xFF, 0, (byte)'b'], await Replaced(
            [0xFF, 0xFE, (byte)'a', 0], ("searchPattern", "a"), ("replaceString", "b"), ("charset", "UTF-16")));

    [Fact]
    public async Task A_malformed_body_is_written_anew_even_without_a_match() =>
        Assert.Equal([(byte)'a', 0xEF, 0xBF, 0xBD], await Replaced([(byte)'a', 0xFF], ("searchPattern", "b")));

    [Fact]
    public async Task A_body_without_a_match_stays_where_it_is()
    {
        using var batch = BatchOf("abc");
        var body = batch[0].Body;
        await Interceptor(("searchPattern", "x")).InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(body.Equals(batch[0].Body));
    }

    [Fact]
    public async Task Events_that_share_a_body_share_the_new_one()
    {
        using var batch = EventBatch.Create();
        var body = "abc"u8.ToArray();
        for (var i = 0; i < 3; i++)
            batch.Add(Headers.Empty, body);
        await Interceptor(("searchPattern", "b")).InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal(["ac", "ac", "ac"], TextsOf(batch));
        Assert.True(batch[0].Body.Equals(batch[2].Body));
        Assert.Equal("abc"u8.ToArray(), body);
    }

    [Fact]
    public async Task A_later_interceptor_sees_the_new_body()
    {
        using var batch = BatchOf("a1", "é1");
        await Interceptor(("searchPattern", "1"), ("replaceString", "2"))
            .InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal("a2", batch.Text(0).ToString());
        Assert.Equal("é2", batch.Text(1).ToString());
    }

    [Fact]
    public void An_empty_pattern_is_refused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Interceptor(("searchPattern", "")));
        Assert.Equal("Must supply a valid search pattern searchPattern (may not be empty)", refused.Message);
    }

    [Fact]
    public void A_replacement_with_a_group_that_the_pattern_does_not_have_is_refused_when_it_is_built()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Interceptor(("searchPattern", "a"), ("replaceString", "$1")));
        Assert.Equal("replaceString = $1: No group 1", refused.Message);
    }

    [Fact]
    public async Task A_match_that_runs_away_refuses_the_batch_and_names_the_pattern()
    {
        using var batch = BatchOf(string.Concat(Enumerable.Repeat("ab", 40)) + "!");
        var options = new SearchReplaceOptions
        {
            SearchPattern = JavaPattern.Compile("^(a|b|ab)*$", matchTimeout: TimeSpan.FromMilliseconds(20)),
            ReplaceString = "",
            Charset = Charset.Parse("UTF-8"),
        };
        var refused = await Assert.ThrowsAsync<ChannelException>(async () =>
            await new SearchReplaceInterceptor(options).InterceptAsync(batch, TestContext.Current.CancellationToken));
        Assert.StartsWith("a match of the pattern '^(a|b|ab)*$'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_batches_at_a_time_do_not_disturb_each_other()
    {
        var interceptor = Interceptor(("searchPattern", @"(\d+)-"), ("replaceString", "$1+"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                for (var round = 0; round < 200; round++)
                {
                    using var batch = BatchOf($"{caller}-{round}-", $"none {caller}", $"{round}-é{caller}-");
                    await interceptor.InterceptAsync(batch, TestContext.Current.CancellationToken);
                    Assert.Equal([$"{caller}+{round}+", $"none {caller}", $"{round}+é{caller}+"], TextsOf(batch));
                }
            },
            TestContext.Current.CancellationToken)));
    }

    private async Task<byte[]> Replaced(byte[] body, params (string, string)[] options)
    {
        using var batch = EventBatch.Create();
        batch.AddCopy(Headers.Empty, body);
        await Interceptor(options).InterceptAsync(batch, TestContext.Current.CancellationToken);
        return batch[0].Body.ToArray();
    }

    private SearchReplaceInterceptor Interceptor(params ReadOnlySpan<(string, string)> options) =>
        new(Given.Options<SearchReplaceOptions>(options));
}
