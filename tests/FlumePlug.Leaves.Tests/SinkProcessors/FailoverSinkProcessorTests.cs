using FlumePlug.SinkProcessors;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Leaves.Tests.SinkProcessors;

public sealed class FailoverSinkProcessorTests : IDisposable
{
    private readonly TestComponentContext _context = new("g1");
    private readonly List<string> _ran = [];
    private readonly Turn[] _members;

    public FailoverSinkProcessorTests() => _members = [new("k1", _ran), new("k2", _ran), new("k3", _ran)];

    public void Dispose() => _context.Dispose();

    [Fact]
    public async Task The_sink_of_the_highest_priority_gets_every_turn()
    {
        var processor = Processor(("priority.k1", "5"), ("priority.k2", "10"), ("priority.k3", "7"));
        await ProcessAsync(processor, times: 2);
        Assert.Equal(["k2", "k2"], _ran);
    }

    [Fact]
    public async Task Without_priorities_the_order_of_the_group_counts()
    {
        _members[0].Fails = true;
        var processor = Processor();
        await ProcessAsync(processor);
        Assert.Equal(["k1", "k2"], _ran);
    }

    [Fact]
    public async Task A_bad_priority_is_replaced_by_the_next_negative_number_with_a_warning()
    {
        var processor = Processor(("priority.k1", "high"), ("priority.k2", "-5"), ("priority.k3", "-2"));
        await ProcessAsync(processor);
        Assert.Equal(["k1"], _ran);
        Assert.Contains(_context.Logged.TextsOf(LogLevel.Warning), text => text.Contains("high", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_equal_priorities_the_second_sink_is_left_out_with_a_warning()
    {
        var processor = Processor(("priority.k1", "5"), ("priority.k2", "5"), ("priority.k3", "1"));
        _members[0].Fails = true;
        await ProcessAsync(processor);
        Assert.Equal(["k1", "k3"], _ran);
        Assert.Contains(_context.Logged.TextsOf(LogLevel.Warning), text => text.Contains("k2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_sink_waits_two_seconds_then_is_tried_first_and_live_again_when_it_delivers()
    {
        var processor = Processor();
        _members[0].Fails = true;
        await ProcessAsync(processor);
        _members[0].Fails = false;
        _context.Clock.Advance(TimeSpan.FromMilliseconds(2000));
        await ProcessAsync(processor);
        _context.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await ProcessAsync(processor, times: 2);
        Assert.Equal(["k1", "k2", "k2", "k1", "k1"], _ran);
    }

    [Fact]
    public async Task Each_further_failure_doubles_the_wait_up_to_maxpenalty()
    {
        var processor = Processor(("maxpenalty", "5000"));
        _members[0].Fails = true;
        await ProcessAsync(processor);
        foreach (var penalty in (int[])[2000, 4000, 5000, 5000])
        {
            _ran.Clear();
            _context.Clock.Advance(TimeSpan.FromMilliseconds(penalty));
            await ProcessAsync(processor);
            Assert.Equal(["k2"], _ran);
            _context.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await ProcessAsync(processor);
            Assert.Equal(["k2", "k1", "k2"], _ran);
        }
    }

    [Fact]
    public async Task The_wait_stays_at_its_cap_after_any_number_of_failures()
    {
        var processor = Processor();
        _members[0].Fails = true;
        await ProcessAsync(processor);
        for (var failure = 0; failure < 40; failure++)
        {
            _context.Clock.Advance(TimeSpan.FromMilliseconds(30_001));
            await ProcessAsync(processor);
        }
        _ran.Clear();
        _context.Clock.Advance(TimeSpan.FromMilliseconds(30_000));
        await ProcessAsync(processor);
        Assert.Equal(["k2"], _ran);
    }

    [Fact]
    public async Task A_failed_sink_that_finds_nothing_stays_failed_without_a_longer_wait_and_starves_nobody()
    {
        var processor = Processor();
        _members[0].Fails = true;
        await ProcessAsync(processor);
        (_members[0].Fails, _members[0].HasEvents) = (false, false);
        _context.Clock.Advance(TimeSpan.FromSeconds(3));
        _ran.Clear();
        Assert.True(await ProcessAsync(processor, times: 2));
        Assert.Equal(["k1", "k2", "k1", "k2"], _ran);
    }

    [Fact]
    public async Task When_every_sink_failed_the_call_fails_and_the_ones_in_penalty_are_left_alone()
    {
        var processor = Processor();
        Array.ForEach(_members, member => member.Fails = true);
        var failed = await Assert.ThrowsAsync<EventDeliveryException>(async () => await ProcessAsync(processor));
        Assert.Equal("All sinks failed to process, nothing left to failover to", failed.Message);
        Assert.Equal(["k1", "k2", "k3"], _ran);
        await Assert.ThrowsAsync<EventDeliveryException>(async () => await ProcessAsync(processor));
        Assert.Equal(3, _ran.Count);
    }

    [Fact]
    public async Task A_stop_is_no_failure()
    {
        var processor = Processor();
        var stopped = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await processor.ProcessAsync(_members, stopped));
        await ProcessAsync(processor);
        Assert.Equal(["k1"], _ran);
    }

    private FailoverSinkProcessor Processor(params ReadOnlySpan<(string, string)> options) =>
        new(Given.Options<FailoverOptions>(options), new SinkNames(["k1", "k2", "k3"]), _context);

    private async Task<bool> ProcessAsync(FailoverSinkProcessor processor, int times = 1)
    {
        var delivered = true;
        for (var i = 0; i < times; i++)
            delivered &= await processor.ProcessAsync(_members, TestContext.Current.CancellationToken);
        return delivered;
    }
}
