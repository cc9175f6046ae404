using System.Text;
using FlumePlug.Interceptors;
using FlumePlug.Interceptors.Extracting;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Leaves.Tests.Interceptors;

public sealed class RegexExtractorInterceptorTests : IDisposable
{
    private readonly TestComponentContext _context = new("i1");

    public RegexExtractorInterceptorTests() =>
        _context.Provide<IExtractorSerializer>("default", _ => new DefaultExtractorSerializer())
            .Provide<IExtractorSerializer>("picky", _ => new PickySerializer());

    public void Dispose() => _context.Dispose();

    [Fact]
    public async Task Each_group_goes_to_the_header_of_its_serializer() =>
        Assert.Equal(
            "{one=1, two=2, three=3}", await Headers("1:2:3.4foobar5", @"(\d):(\d):(\d)", "one", "two", "three"));

    [Fact]
    public async Task Groups_beyond_the_serializers_and_serializers_beyond_the_groups_are_ignored()
    {
        Assert.Equal("{one=1, two=2}", await Headers("1:2:3", @"(\d):(\d):(\d)", "one", "two"));
        Assert.Equal("{one=1}", await Headers("1:2:3", @"(\d):", "one", "two"));
        Assert.Equal("{}", await Headers("1:2:3", @"\d:", "one"));
    }

    [Fact]
    public async Task Only_the_first_match_counts() =>
        Assert.Equal("{n=12}", await Headers("a 12 b 34", @"(\d+)", "n"));

    [Fact]
    public async Task An_event_without_a_match_passes_as_it_is() =>
        Assert.Equal("{}", await Headers("none here", @"x(\d+)", "n"));

    [Fact]
    public async Task A_header_that_is_there_is_replaced()
    {
        using var batch = BatchOf(EventOf("id=7", ("n", "old"), ("m", "kept")));
        await Extractor("id=(.)", "n").InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal("{n=7, m=kept}", batch[0].Headers.ToString());
    }

    [Fact]
    public async Task A_group_that_took_no_part_leaves_no_value_behind()
    {
        using var batch = BatchOf(EventOf("b", ("x", "old")));
        await Extractor("(a)|(b)", "x", "y").InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal("{y=b}", batch[0].Headers.ToString());
    }

    [Fact]
    public async Task Events_that_share_a_body_but_not_their_headers_keep_their_own()
    {
        using var batch = EventBatch.Create();
        var body = "id=7"u8.ToArray();
        batch.Add(HeadersOf(("a", "1")), body);
        batch.Add(HeadersOf(("a", "2")), body);
        await Extractor("id=(.)", "n").InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal(["{a=1, n=7}", "{a=2, n=7}"], KeptEvent.AllOf(batch).Select(kept => kept.Headers.ToString()));
    }

    [Theory]
    [InlineData(@"(\d+)")]
    [InlineData(@"^(.*) y")]
    public async Task A_value_that_comes_again_costs_no_allocation(string pattern)
    {
        var extractor = Extractor(pattern, "n");
        var body = "12 y"u8.ToArray();
        long allocated = 0;
        for (var round = 0; round < 3; round++)
        {
            using var batch = EventBatch.Create();
            for (var i = 0; i < 1000; i++)
                batch.Add(FlumePlug.Sdk.Headers.Empty, body);
            var before = GC.GetAllocatedBytesForCurrentThread();
            await extractor.InterceptAsync(batch, TestContext.Current.CancellationToken);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal("{n=12}", batch[999].Headers.ToString());
        }
        Assert.InRange(allocated, 0, 4000);
    }

    [Fact]
    public async Task A_serializer_that_refuses_a_group_refuses_the_batch_with_its_message()
    {
        using var batch = BatchOf("id=oops");
        var extractor = Extractor("id=(.*)", TestComponentContext.SlotOf<IExtractorSerializer>("picky", ("name", "n")));
        var refused = await Assert.ThrowsAsync<FormatException>(
            async () => await extractor.InterceptAsync(batch, TestContext.Current.CancellationToken));
        Assert.Equal("not a number: oops", refused.Message);
    }

    [Fact]
    public async Task A_match_that_runs_away_refuses_the_batch_and_names_the_pattern()
    {
        using var batch = BatchOf(string.Concat(Enumerable.Repeat("ab", 40)) + "!");
        var options = new RegexExtractorOptions
        {
            Regex = JavaPattern.Compile("^((a|b|ab)*)$", matchTimeout: TimeSpan.FromMilliseconds(20)),
            Serializers = [TestComponentContext.SlotOf<IExtractorSerializer>("default", ("name", "n"))],
        };
        var refused = await Assert.ThrowsAsync<ChannelException>(async () =>
            await new RegexExtractorInterceptor(options, _context).InterceptAsync(batch, TestContext.Current.CancellationToken));
        Assert.Contains("^((a|b|ab)*)$", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_serializer_without_a_header_name_is_refused()
    {
        var refused = Assert.Throws<ConfigurationException>(
            () => Extractor("(a)", TestComponentContext.SlotOf<IExtractorSerializer>("default", ("name", ""))));
        Assert.Contains("Supplied name cannot be empty.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"(\d+)")]
    [InlineData(@"#(\d+)$")]
    public async Task Several_batches_at_a_time_do_not_disturb_each_other(string pattern)
    {
        var extractor = Extractor(pattern, "n");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                for (var round = 0; round < 200; round++)
                {
                    using var batch = EventBatch.Create();
                    for (var i = 0; i < 100; i++)
                        batch.AddCopy(HeadersOf(("caller", $"{caller}")), Encoding.UTF8.GetBytes($"#{caller}{round}{i % 90}"));
                    await extractor.InterceptAsync(batch, TestContext.Current.CancellationToken);
                    for (var i = 0; i < 100; i++)
                        Assert.Equal($"{{caller={caller}, n={caller}{round}{i % 90}}}", batch[i].Headers.ToString());
                }
            },
            TestContext.Current.CancellationToken)));
    }

    private async Task<string> Headers(string body, string pattern, params string[] names)
    {
        using var batch = BatchOf(body);
        await Extractor(pattern, names).InterceptAsync(batch, TestContext.Current.CancellationToken);
        return batch[0].Headers.ToString();
    }

    private RegexExtractorInterceptor Extractor(string pattern, params string[] names) =>
        Extractor(
            pattern, [.. names.Select(name => TestComponentContext.SlotOf<IExtractorSerializer>("default", ("name", name)))]);

    private RegexExtractorInterceptor Extractor(string pattern, params Slot<IExtractorSerializer>[] serializers) =>
        new(new RegexExtractorOptions { Regex = JavaPattern.Compile(pattern), Serializers = serializers }, _context);

    private sealed class PickySerializer : IExtractorSerializer
    {
        public string Serialize(ReadOnlySpan<char> group, bool matched) =>
            throw new FormatException($"not a number: {group}");
    }
}
