using FlumePlug.Diagnostics;
using FlumePlug.Sdk;
using FlumePlug.Tests.Doubles;

namespace FlumePlug.Tests;

public class StressSourceTests
{
    private readonly Doubles.TestContext _context = new("r1");

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Every_body_is_the_same_array_of_the_size_filled_with_7F(int batchSize)
    {
        var channels = new RecordingProcessor { Enough = 300 };

        await RunAsync(Options(batchSize, size: 500), channels);

        Assert.Equal(500, channels.Events[0].Body.Length);
        Assert.True(channels.Events[0].Body.Span.IndexOfAnyExcept((byte)0x7F) < 0);
        Assert.All(channels.Events, sent => Assert.True(sent.Body.Equals(channels.Events[0].Body)));
        Assert.All(channels.Events, sent => Assert.Same(Headers.Empty, sent.Headers));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(4, 10)]
    public async Task It_is_idle_after_maxTotalEvents_and_shortens_the_last_batch(int batchSize, int expected)
    {
        var channels = await RunUntilIdleAsync(Options(batchSize, maxTotal: 10));

        Assert.Equal(expected, channels.Bodies.Count);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(4, 12)]
    public async Task MaxSuccessfulEvents_ends_it_and_does_not_shorten_a_batch(int batchSize, int expected)
    {
        var channels = await RunUntilIdleAsync(Options(batchSize, maxSuccessful: 10));

        Assert.Equal(expected, channels.Bodies.Count);
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 8)]
    public async Task A_refused_event_counts_as_attempted_but_not_as_successful(int batchSize, int expected)
    {
        var channels = new RecordingProcessor { Refuses = static attempt => attempt == 1 };
        using var stop = new CancellationTokenSource();
        var run = new StressSource(Options(batchSize, maxTotal: 10), _context).RunAsync(channels, stop.Token);
        await _context.Clock.SomeoneWaits();
        _context.Clock.Advance(TimeSpan.FromSeconds(1));
        await _context.Clock.SomeoneWaits();
        await StopAsync(run, stop);

        Assert.Equal(expected, channels.Bodies.Count);
        Assert.Contains("full", Assert.Single(_context.Lines.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaxTotalEvents_of_zero_sends_nothing()
    {
        var channels = await RunUntilIdleAsync(Options(1, maxTotal: 0));

        Assert.Empty(channels.Bodies);
    }

    [Theory]
    [InlineData(1, new[] { 0.1, 0.1, 0.1 })]
    [InlineData(5, new[] { 0.5, 0.5, 0.5 })]
    public async Task MaxEventsPerSecond_makes_each_put_wait_for_the_one_before(int batchSize, double[] waits)
    {
        var channels = new RecordingProcessor();
        using var stop = new CancellationTokenSource();
        var run = new StressSource(Options(batchSize, perSecond: 10), _context).RunAsync(channels, stop.Token);
        foreach (var wait in waits)
        {
            await _context.Clock.SomeoneWaits();
            _context.Clock.Advance(TimeSpan.FromSeconds(wait));
        }
        await _context.Clock.SomeoneWaits();
        await StopAsync(run, stop);

        Assert.Equal(4 * batchSize, channels.Bodies.Count);
        Assert.Equal(waits, _context.Clock.Waits.Take(3).Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Unused_time_is_saved_for_a_burst_but_never_more_than_a_second()
    {
        var channels = new RecordingProcessor();
        using var stop = new CancellationTokenSource();
        var run = new StressSource(Options(batchSize: 5, perSecond: 10), _context).RunAsync(channels, stop.Token);
        await _context.Clock.SomeoneWaits();
        _context.Clock.Advance(TimeSpan.FromSeconds(30));
        await _context.Clock.SomeoneWaits();
        await StopAsync(run, stop);

        // The first, the one that waited, two from the saved second, and one on credit.
        Assert.Equal(25, channels.Bodies.Count);
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

    private async Task<RecordingProcessor> RunUntilIdleAsync(StressOptions options)
    {
        var channels = new RecordingProcessor();
        using var stop = new CancellationTokenSource();
        var run = new StressSource(options, _context).RunAsync(channels, stop.Token);
        await _context.Clock.SomeoneWaits();
        await StopAsync(run, stop);
        return channels;
    }

    private async Task RunAsync(StressOptions options, RecordingProcessor channels)
    {
        using var stop = new CancellationTokenSource();
        channels.Stop = stop;
        try
        {
            await new StressSource(options, _context).RunAsync(channels, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The test had enough.
        }
    }

    private static async Task StopAsync(Task run, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
