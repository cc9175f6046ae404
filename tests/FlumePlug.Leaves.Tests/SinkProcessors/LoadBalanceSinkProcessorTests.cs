using FlumePlug.SinkProcessors;

namespace FlumePlug.Leaves.Tests.SinkProcessors;

public sealed class LoadBalanceSinkProcessorTests : IDisposable
{
    private readonly TestComponentContext _context = new("g1");
    private readonly List<string> _ran = [];
    private readonly Turn[] _members;

    public LoadBalanceSinkProcessorTests()
    {
        _members = [new("k1", _ran), new("k2", _ran), new("k3", _ran)];
        _context.Provide<ISinkSelector>("round_robin", texts => new RoundRobinSinkSelector(SelectorOptions(texts), _context))
            .Provide<ISinkSelector>("random", texts => new RandomSinkSelector(SelectorOptions(texts), _context));
    }

    public void Dispose() => _context.Dispose();

    [Fact]
    public async Task Round_robin_starts_one_later_each_time()
    {
        var processor = Processor("round_robin");
        await ProcessAsync(processor, times: 4);
        Assert.Equal(["k1", "k2", "k3", "k1"], _ran);
    }

    [Fact]
    public async Task When_a_sink_fails_the_next_is_tried_and_without_backoff_it_keeps_its_turn()
    {
        var processor = Processor("round_robin");
        _members[0].Fails = true;
        await ProcessAsync(processor, times: 4);
        Assert.Equal(["k1", "k2", "k2", "k3", "k1", "k2"], _ran);
    }

    [Fact]
    public async Task With_backoff_a_failed_sink_is_left_out_for_two_seconds_then_four()
    {
        var processor = Processor("round_robin", backoff: true);
        _members[0].Fails = true;
        await ProcessAsync(processor);
        foreach (var wait in (int[])[2000, 4000, 8000])
        {
            _context.Clock.Advance(TimeSpan.FromMilliseconds(wait));
            _ran.Clear();
            await ProcessAsync(processor, times: 4);
            Assert.DoesNotContain("k1", _ran);
            _context.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await ProcessAsync(processor, times: 3);
            Assert.Single(_ran, "k1");
        }
    }

    [Fact]
    public async Task The_turns_of_a_sink_that_is_left_out_are_spread_evenly()
    {
        var processor = Processor("round_robin", backoff: true);
        _members[1].Fails = true;
        await ProcessAsync(processor, times: 2);
        _ran.Clear();
        await ProcessAsync(processor, times: 6);
        Assert.Equal(3, _ran.Count(name => name == "k1"));
        Assert.Equal(3, _ran.Count(name => name == "k3"));
    }

    [Theory]
    [InlineData("5000", 5000)]
    [InlineData("0", 30_000)]
    [InlineData(null, 30_000)]
    public async Task The_time_that_a_sink_is_left_out_is_at_most_maxTimeOut(string? maxTimeOut, int expected)
    {
        var processor = Processor("round_robin", backoff: true, maxTimeOut);
        _members[0].Fails = true;
        for (var failure = 0; failure < 8; failure++)
        {
            await ProcessAsync(processor, times: 3);
            _context.Clock.Advance(TimeSpan.FromMilliseconds(30_001));
        }
        await ProcessAsync(processor, times: 3);
        _ran.Clear();
        _context.Clock.Advance(TimeSpan.FromMilliseconds(expected));
        await ProcessAsync(processor, times: 3);
        Assert.DoesNotContain("k1", _ran);
        _context.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await ProcessAsync(processor, times: 3);
        Assert.Contains("k1", _ran);
    }

    [Fact]
    public async Task A_failure_more_than_an_hour_after_the_last_wait_counts_as_the_first()
    {
        var processor = Processor("round_robin", backoff: true);
        _members[0].Fails = true;
        await ProcessAsync(processor);
        _context.Clock.Advance(TimeSpan.FromSeconds(2) + TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1));
        await ProcessAsync(processor, times: 3);
        _context.Clock.Advance(TimeSpan.FromMilliseconds(2001));
        _ran.Clear();
        await ProcessAsync(processor, times: 3);
        Assert.Contains("k1", _ran);
    }

    [Fact]
    public async Task Random_gives_every_sink_turns()
    {
        var processor = Processor("random");
        await ProcessAsync(processor, times: 1000);
        Assert.All(_members, member => Assert.InRange(_ran.Count(name => name == member.Name), 200, 500));
    }

    [Theory]
    [InlineData("round_robin")]
    [InlineData("random")]
    public async Task When_every_sink_failed_or_is_left_out_the_call_fails(string selector)
    {
        var processor = Processor(selector, backoff: true);
        Array.ForEach(_members, member => member.Fails = true);
        for (var call = 0; call < 2; call++)
        {
            var failed = await Assert.ThrowsAsync<EventDeliveryException>(async () => await ProcessAsync(processor));
            Assert.Equal("All configured sinks have failed", failed.Message);
            Assert.Equal(3, _ran.Count);
        }
    }

    [Fact]
    public async Task A_sink_without_events_is_passed_over_and_nothing_anywhere_is_no_failure()
    {
        var processor = Processor("round_robin");
        _members[0].HasEvents = false;
        Assert.True(await ProcessAsync(processor));
        Assert.Equal(["k1", "k2"], _ran);
        Array.ForEach(_members, member => member.HasEvents = false);
        Assert.False(await ProcessAsync(processor));
    }

    [Fact]
    public async Task When_the_only_sinks_with_events_failed_the_runner_is_told_to_back_off()
    {
        var processor = Processor("round_robin");
        _members[0].Fails = true;
        _members[1].HasEvents = _members[2].HasEvents = false;
        await Assert.ThrowsAsync<EventDeliveryException>(async () => await ProcessAsync(processor));
    }

    [Fact]
    public void A_single_sink_is_refused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => new LoadBalanceSinkProcessor(
            Options("round_robin", backoff: false, null), new SinkNames(["k1"]), _context));
        Assert.Equal(
            "The LoadBalancingSinkProcessor cannot be used for a single sink. "
            + "Please configure more than one sinks and try again.",
            refused.Message);
    }

    [Fact]
    public void The_default_processor_refuses_several_sinks()
    {
        var refused = Assert.Throws<ConfigurationException>(() => new DefaultSinkProcessor(new SinkNames(["k1", "k2"])));
        Assert.Equal(
            "DefaultSinkPolicy can only handle one sink, try using a policy that supports multiple sinks", refused.Message);
    }

    [Fact]
    public async Task The_default_processor_gives_its_sink_every_turn()
    {
        var processor = new DefaultSinkProcessor(new SinkNames(["k1"]));
        Assert.True(await processor.ProcessAsync([_members[0]], TestContext.Current.CancellationToken));
        Assert.Equal(["k1"], _ran);
    }

    private static SinkSelectorOptions SelectorOptions(IReadOnlyDictionary<string, string> texts) =>
        Given.Options<SinkSelectorOptions>([.. texts.Select(text => (text.Key, text.Value))]);

    private static LoadBalanceOptions Options(string selector, bool backoff, string? maxTimeOut) => new()
    {
        Backoff = backoff,
        Selector = maxTimeOut is null
            ? TestComponentContext.SlotOf<ISinkSelector>(selector)
            : TestComponentContext.SlotOf<ISinkSelector>(selector, ("maxTimeOut", maxTimeOut)),
    };

    private LoadBalanceSinkProcessor Processor(string selector, bool backoff = false, string? maxTimeOut = null) =>
        new(Options(selector, backoff, maxTimeOut), new SinkNames(["k1", "k2", "k3"]), _context);

    private async Task<bool> ProcessAsync(LoadBalanceSinkProcessor processor, int times = 1)
    {
        var delivered = true;
        for (var i = 0; i < times; i++)
            delivered &= await processor.ProcessAsync(_members, TestContext.Current.CancellationToken);
        return delivered;
    }
}
