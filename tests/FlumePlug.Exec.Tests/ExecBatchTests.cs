using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Exec.Tests;

public sealed class ExecBatchTests
{
    private const int Limit = 30_000;

    private readonly CollectingChannels _channels = new();
    private readonly AskedTime _time = new();

    [Fact(Timeout = Limit)]
    public async Task Lines_are_put_in_batches_and_the_rest_at_the_end()
    {
        var sizes = new List<int>();
        _channels.Observe = batch => sizes.Add(batch.Count);
        await using var source = await RunningSource.StartAsync("seq 7", batchSize: 3, channels: _channels);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], await source.TextsAsync(7));
        Assert.Equal([3, 3, 1], sizes);
    }

    [Fact(Timeout = Limit)]
    public async Task A_part_of_a_batch_is_put_once_nothing_was_put_for_the_timeout()
    {
        using var pipe = new NamedPipe();
        await using var source = await RunningSource.StartAsync($"cat {pipe.Path}", batchSize: 3, channels: _channels, time: _time);
        await ReadAsync(pipe, "1\n");
        _time.Clock.Advance(TimeSpan.FromMilliseconds(2_999));
        Assert.Empty(_channels.Events.All);
        _time.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["1"], await source.TextsAsync(1));
    }

    [Fact(Timeout = Limit)]
    public async Task A_line_that_comes_when_nothing_was_put_for_the_timeout_is_put_at_once()
    {
        using var pipe = new NamedPipe();
        await using var source = await RunningSource.StartAsync($"cat {pipe.Path}", batchSize: 3, channels: _channels, time: _time);
        _time.Clock.Advance(TimeSpan.FromSeconds(3));
        await pipe.WriteAsync("1\n");
        Assert.Equal(["1"], await source.TextsAsync(1));
    }

    [Fact(Timeout = Limit)]
    public async Task Lines_that_are_refused_on_the_timeout_are_kept_and_tried_again_as_they_were()
    {
        using var pipe = new NamedPipe();
        var refusals = 2;
        // What an interceptor does to a batch that is then refused must not be done twice.
        _channels.Observe = batch => batch.SetHeader("seen", batch[0].Headers["seen"] + "x");
        _channels.Refuse = _ => refusals-- > 0 ? new ChannelFullException("the channel is full") : null;
        await using var source = await RunningSource.StartAsync($"cat {pipe.Path}", batchSize: 20, channels: _channels, time: _time);
        await ReadAsync(pipe, "kept\n");
        for (var puts = 1; puts <= 3; puts++)
        {
            await _time.Clock.WhenWaiting();
            _time.Clock.Advance(TimeSpan.FromSeconds(3));
            await _channels.WhenPutAsync(TestContext.Current.CancellationToken);
        }
        await source.TextsAsync(1);
        Assert.Equal("x", _channels.Events.All[0].Headers["seen"]);
        Assert.Equal(3, _channels.Puts);
        Assert.Contains("Exception occurred when processing event batch. the channel is full", source.Context.Logged.TextsOf(LogLevel.Error));
        Assert.DoesNotContain(source.Context.Logged.Lines, line => line.Text.StartsWith("Failed", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task Lines_that_wait_for_a_full_batch_are_put_when_the_source_stops()
    {
        using var pipe = new NamedPipe();
        await using var source = await RunningSource.StartAsync($"cat {pipe.Path}", batchSize: 2, channels: _channels, time: _time);
        await pipe.WriteAsync("1\n2\n3\n");
        await source.TextsAsync(2);
        await source.StopAsync();
        Assert.Equal(["1", "2", "3"], _channels.Events.Texts);
    }

    private async Task ReadAsync(NamedPipe pipe, string text)
    {
        var asked = _time.Asked;
        await pipe.WriteAsync(text);
        await Eventually.TrueAsync(() => _time.Asked > asked, "the lines are read");
    }
}
