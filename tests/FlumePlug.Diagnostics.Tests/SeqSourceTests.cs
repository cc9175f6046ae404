using FlumePlug.Diagnostics;
using FlumePlug.Sdk;
using FlumePlug.Tests.Doubles;

namespace FlumePlug.Tests;

public class SeqSourceTests
{
    private readonly Doubles.TestContext _context = new("r1");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public async Task Bodies_count_up_from_zero_in_decimal_without_headers(int batchSize)
    {
        var channels = new RecordingProcessor { Enough = 12_000 };

        await RunAsync(Source(batchSize), channels);

        Assert.Equal(Enumerable.Range(0, channels.Bodies.Count).Select(number => $"{number}"), channels.Bodies);
        Assert.All(channels.Events, sent => Assert.Same(Headers.Empty, sent.Headers));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task After_totalEvents_it_generates_nothing_and_backs_off_longer_each_time(int batchSize)
    {
        var channels = new RecordingProcessor();
        using var stop = new CancellationTokenSource();
        var run = Source(batchSize, totalEvents: 10).RunAsync(channels, stop.Token);
        for (var i = 0; i < 3; i++)
        {
            await _context.Clock.SomeoneWaits();
            _context.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), channels.Bodies);
        Assert.Equal([1, 2, 3], _context.Clock.Waits.Take(3).Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_batch_size_above_one_puts_whole_batches_and_a_shorter_last_one()
    {
        var channels = new RecordingProcessor { Enough = 10 };

        await RunAsync(Source(4, totalEvents: 10), channels);

        Assert.Equal([4, 4, 2], channels.BatchSizes);
    }

    [Fact]
    public async Task A_batch_size_of_one_puts_each_event_by_itself()
    {
        var channels = new RecordingProcessor { Enough = 10 };

        await RunAsync(Source(1, totalEvents: 10), channels);

        Assert.Empty(channels.BatchSizes);
        Assert.Equal(10, channels.Bodies.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_refused_put_is_tried_again_with_the_same_numbers_and_told(int batchSize)
    {
        var channels = new RecordingProcessor { Enough = 9, Refuses = static attempt => attempt is 1 or 2 };
        var run = RunAsync(Source(batchSize, totalEvents: 9), channels);
        for (var i = 0; i < 2; i++)
        {
            await _context.Clock.SomeoneWaits();
            _context.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        await run;

        Assert.Equal(Enumerable.Range(0, 9).Select(number => $"{number}"), channels.Bodies);
        Assert.Equal("Error: r1 source could not write to channel. full", Assert.Single(_context.Lines.All));
    }

    private SeqSource Source(int batchSize, long totalEvents = long.MaxValue) => new(
        new SeqOptions { BatchSize = batchSize, TotalEvents = totalEvents, BackoffSleepIncrement = 1000, MaxBackoffSleep = 5000 },
        _context);

    private static async Task RunAsync(SeqSource source, RecordingProcessor channels)
    {
        using var stop = new CancellationTokenSource();
        channels.Stop = stop;
        try
        {
            await source.RunAsync(channels, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The test had enough.
        }
    }
}
