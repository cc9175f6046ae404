using FlumePlug.Diagnostics;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests;

public sealed class StressSourceTests : IDisposable
{
    private readonly TestComponentContext _context = new("r1");
    private readonly CollectingChannels _channels = new();

    public void Dispose() => _context.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Every_body_is_the_same_memory_of_the_size_filled_with_7F(int batchSize)
    {
        var bodies = new List<ReadOnlyMemory<byte>>();
        _channels.Observe = batch =>
        {
            foreach (ref readonly var sent in batch.Events)
                bodies.Add(sent.Body);
        };

        await RunAsync(Options(batchSize, size: 500, maxTotal: 300));

        Assert.Equal(300, bodies.Count);
        Assert.Equal(500, bodies[0].Length);
        Assert.True(bodies[0].Span.IndexOfAnyExcept((byte)0x7F) < 0);
        Assert.All(bodies, body => Assert.True(body.Equals(bodies[0])));
        Assert.All(_channels.Events.All, sent => Assert.Same(Headers.Empty, sent.Headers));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task It_is_idle_after_maxTotalEvents_and_shortens_the_last_batch(int batchSize)
    {
        await RunAsync(Options(batchSize, maxTotal: 10));

        Assert.Equal(10, _channels.Events.All.Count);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(4, 12)]
    public async Task MaxSuccessfulEvents_ends_it_and_does_not_shorten_a_batch(int batchSize, int expected)
    {
        await RunAsync(Options(batchSize, maxSuccessful: 10));

        Assert.Equal(expected, _channels.Events.All.Count);
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 8)]
    public async Task A_refused_event_counts_as_attempted_and_makes_it_back_off(int batchSize, int expected)
    {
        _channels.RefuseNext(new ChannelFullException("full"));

        await RunAsync(Options(batchSize, maxTotal: 10), TimeSpan.FromSeconds(1));

        Assert.Equal(expected, _channels.Events.All.Count);
        Assert.Equal(["Unable to deliver event. full"], _context.Logged.TextsOf(LogLevel.Error));
    }

    [Fact]
    public async Task A_refused_event_does_not_count_as_successful()
    {
        _channels.RefuseNext();

        await RunAsync(Options(1, maxSuccessful: 10), TimeSpan.FromSeconds(1));

        Assert.Equal(10, _channels.Events.All.Count);
    }

    [Fact]
    public async Task MaxTotalEvents_of_zero_sends_nothing()
    {
        await RunAsync(Options(1, maxTotal: 0));

        Assert.Empty(_channels.Events.All);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task MaxEventsPerSecond_makes_each_put_wait_for_the_one_before(int batchSize)
    {
        var wait = TimeSpan.FromSeconds(batchSize / 10.0);

        await RunAsync(Options(batchSize, perSecond: 10), wait, wait - TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), wait);

        Assert.Equal(4 * batchSize, _channels.Events.All.Count);
    }

    [Fact]
    public async Task Unused_time_is_saved_for_a_burst_but_never_more_than_a_second()
    {
        var slowPuts = 1;
        _channels.Observe = _ => _context.Clock.Advance(TimeSpan.FromSeconds(slowPuts-- > 0 ? 30 : 0));

        await RunAsync(Options(batchSize: 5, perSecond: 10));

        // The slow one, two from the saved second, and one on credit.
        Assert.Equal(20, _channels.Events.All.Count);
    }

    private static StressOptions Options(int batchSize, int size = 5, long maxTotal = -1, long maxSuccessful = -1, int perSecond = 0) => new()
    {
        BatchSize = batchSize,
        Size = size,
        MaxTotalEvents = maxTotal,
        MaxSuccessfulEvents = maxSuccessful,
        MaxEventsPerSecond = perSecond,
        BackoffSleepIncrement = 1000,
        MaxBackoffSleep = 5000,
    };

    private Task RunAsync(StressOptions options, params TimeSpan[] waits) =>
        new StressSource(options, _context).RunUntilIdleAsync(_channels, _context, waits);
}
