using FlumePlug.Diagnostics;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests;

public sealed class SeqSourceTests : IDisposable
{
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(10);
    private readonly TestComponentContext _context = new("r1");
    private readonly CollectingChannels _channels = new();

    public void Dispose() => _context.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public async Task Bodies_count_up_from_zero_in_decimal_without_headers(int batchSize)
    {
        await Source(batchSize, totalEvents: 12_000).RunUntilIdleAsync(_channels, _context);

        Assert.Equal(UpTo(12_000), _channels.Events.Texts);
        Assert.All(_channels.Events.All, sent => Assert.Same(Headers.Empty, sent.Headers));
    }

    [Fact]
    public async Task After_totalEvents_it_backs_off_longer_each_time_and_stays_silent()
    {
        await Source(1, totalEvents: 10).RunUntilIdleAsync(
            _channels, _context, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        Assert.Equal(UpTo(10), _channels.Events.Texts);
        _context.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, _context.Clock.Waiting);
    }

    [Fact]
    public async Task A_batch_size_above_one_puts_whole_batches_and_a_shorter_last_one()
    {
        var sizes = new List<int>();
        _channels.Observe = batch => sizes.Add(batch.Count);

        await Source(4, totalEvents: 10).RunUntilIdleAsync(_channels, _context);

        Assert.Equal([4, 4, 2], sizes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_refused_put_is_tried_again_with_the_same_numbers_and_told_once(int batchSize)
    {
        _channels.RefuseNext(new ChannelFullException("full"));
        _channels.RefuseNext(new ChannelFullException("full"));

        await Source(batchSize, totalEvents: 9).RunUntilIdleAsync(_channels, _context, PauseAfterRefusal, PauseAfterRefusal);

        Assert.Equal(UpTo(9), _channels.Events.Texts);
        Assert.Equal(["r1 source could not write to channel. full"], _context.Logged.TextsOf(LogLevel.Error));
    }

    [Fact]
    public async Task With_single_events_nothing_overtakes_the_one_that_was_refused()
    {
        var refusals = 2;
        _channels.Refuse = sent => sent.Text == "5" && refusals-- > 0 ? new ChannelFullException("full") : null;

        await Source(1, totalEvents: 9).RunUntilIdleAsync(_channels, _context, PauseAfterRefusal, PauseAfterRefusal);

        Assert.Equal(UpTo(9), _channels.Events.Texts);
    }

    private static IEnumerable<string> UpTo(int count) => Enumerable.Range(0, count).Select(number => $"{number}");

    private SeqSource Source(int batchSize, long totalEvents) => new(
        new SeqOptions { BatchSize = batchSize, TotalEvents = totalEvents, BackoffSleepIncrement = 1000, MaxBackoffSleep = 5000 },
        _context);
}
