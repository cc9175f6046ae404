using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

public sealed class SinkRunnerTests : IDisposable
{
    private readonly Parts _parts = new();
    private readonly CollectingSink _sink = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task Events_that_come_while_the_runner_waits_are_delivered_at_once()
    {
        var channel = _parts.Memory("a");
        await using var run = Start(_parts.Runner(_parts.Turn(_sink, channel)));

        for (var i = 0; i < 100; i++)
        {
            await PutAsync(channel, $"e{i}");
            await _sink.Events.WhenAsync(i + 1, Cancellation);
        }

        Assert.Equal(Texts(100), _sink.Events.Texts);
    }

    [Fact]
    public async Task After_failures_in_a_row_it_waits_a_second_more_each_time_and_five_at_most()
    {
        var (channel, failing) = (_parts.Memory("a"), new FailingSink(_parts.Time, failures: 7));
        await PutAsync(channel, "1", "2");
        await using var run = Start(_parts.Runner(_parts.Turn(failing, channel)));

        await _parts.AdvanceUntilAsync(failing.Events.WhenAsync(2, Cancellation), timers: 2);

        var waits = failing.Attempts.Zip(failing.Attempts.Skip(1), (one, next) => (int)(next - one).TotalSeconds);
        Assert.Equal([1, 2, 3, 4, 5, 5, 5], waits);
        Assert.Equal(["1", "2"], failing.Events.Texts);
        Assert.Single(_parts.Log.TextsOf(LogLevel.Error));
    }

    [Fact]
    public async Task A_delivery_ends_the_row_of_failures()
    {
        var (channel, failing) = (_parts.Memory("a"), new FailingSink(_parts.Time, failures: 2));
        await PutAsync(channel, "1");
        await using var run = Start(_parts.Runner(_parts.Turn(failing, channel)));
        await _parts.AdvanceUntilAsync(failing.Events.WhenAsync(1, Cancellation), timers: 2);

        failing.Fail(1);
        await PutAsync(channel, "2");
        await _parts.AdvanceUntilAsync(failing.Events.WhenAsync(2, Cancellation), timers: 2);

        Assert.Equal(1, (int)(failing.Attempts[^1] - failing.Attempts[^2]).TotalSeconds);
    }

    [Fact]
    public async Task An_idle_sink_is_ticked_at_least_every_second()
    {
        using var waits = new SemaphoreSlim(0);
        var channel = _parts.Channel("a", new ProbedChannel("a", _parts.Memory("inner").Channel)
        {
            Fail = what =>
            {
                if (what == "wait")
                    waits.Release();
            },
        });
        await using var run = Start(_parts.Runner(_parts.Turn(_sink, channel)));

        for (var ticks = 0; ticks < 10; ticks++)
        {
            Assert.True(await waits.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
            Assert.Equal(ticks, _sink.Ticks);
            _parts.Time.Advance(TimeSpan.FromMilliseconds(500));
        }
    }

    [Fact]
    public async Task A_sink_is_ticked_while_its_runner_backs_off()
    {
        var channel = _parts.Memory("a");
        await PutAsync(channel, "1");
        var ticked = new TickedSink(_parts.Time) { Fails = true };
        await using var run = Start(_parts.Runner(_parts.Turn(ticked, channel)));

        await _parts.AdvanceUntilAsync(ticked.WhenTicked(30), timers: 2);

        Assert.All(ticked.Gaps, gap => Assert.InRange(gap, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_member_of_a_group_whose_turn_it_is_not_is_ticked_too()
    {
        var (busy, channel) = (new GatedSink(), _parts.Memory("a"));
        busy.Open(1000);
        await using var run = Start(_parts.Runner(_parts.Turn(busy, channel), _parts.Turn(_sink, _parts.Memory("b"), name: "k2")));
        for (var i = 0; _sink.Ticks < 3; i++)
        {
            await PutAsync(channel, $"e{i}");
            await busy.Events.WhenAsync(i + 1, Cancellation);
            _parts.Time.Advance(TimeSpan.FromMilliseconds(500));
            await PutAsync(channel, $"f{i++}");
            await busy.Events.WhenAsync(i + 1, Cancellation);
            Assert.True(i < 1000, "The other member was not ticked.");
        }
    }

    [Fact]
    public async Task A_tick_that_throws_is_told_once_and_the_sink_goes_on()
    {
        var (channel, failing) = (_parts.Memory("a"), new TickThrows());
        await using var run = Start(_parts.Runner(_parts.Turn(failing, channel)));
        await _parts.AdvanceUntilAsync(failing.Ticked);

        await PutAsync(channel, "1");
        await failing.Events.WhenAsync(1, Cancellation);

        Assert.Equal("Sink k1 failed in its tick. no", Assert.Single(_parts.Log.Lines).Text);
    }

    [Fact]
    public async Task Members_with_different_channels_each_drain_their_own()
    {
        var (a, b, other) = (_parts.Memory("a"), _parts.Memory("b"), new CollectingSink());
        await using var run = Start(_parts.Runner(_parts.Turn(_sink, a), _parts.Turn(other, b, name: "k2")));

        for (var i = 1; i <= 20; i++)
        {
            await PutAsync(b, "b");
            await other.Events.WhenAsync(i, Cancellation);
            await PutAsync(a, "a");
            await _sink.Events.WhenAsync(i, Cancellation);
        }

        Assert.All(_sink.Events.Texts, text => Assert.Equal("a", text));
        Assert.All(other.Events.Texts, text => Assert.Equal("b", text));
    }

    [Fact]
    public async Task A_channel_of_a_group_that_fails_to_wait_makes_the_runner_back_off()
    {
        var probe = new ProbedChannel("b", _parts.Memory("inner").Channel)
        {
            Fail = what =>
            {
                if (what == "wait")
                    throw new ChannelException("index lost");
            },
        };
        var runner = _parts.Runner(_parts.Turn(_sink, _parts.Memory("a")), _parts.Turn(new CollectingSink(), _parts.Channel("b", probe), name: "k2"));
        await using var run = Start(runner);

        await _parts.Time.WhenWaiting(2).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Single(probe.Notes);
        Assert.Equal("Unable to deliver event. index lost", Assert.Single(_parts.Log.Lines).Text);
    }

    [Fact]
    public async Task A_drain_delivers_what_waits_and_ends()
    {
        var channel = _parts.Memory("a");
        var runner = _parts.Runner(_parts.Turn(_sink, channel, batchSize: 3));
        await PutAsync(channel, Texts(10));

        var run = runner.RunAsync(Cancellation);
        runner.Drain();
        await run.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal(Texts(10), _sink.Events.Texts);
    }

    [Fact]
    public async Task Events_that_came_after_the_last_look_are_drained_too()
    {
        var channel = _parts.Memory("a");
        var processor = new AfterFirstLook();
        var runner = _parts.Runner(processor, _parts.Turn(_sink, channel));
        processor.Act = async () =>
        {
            await PutAsync(channel, "last");
            runner.Drain();
        };

        await runner.RunAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal(["last"], _sink.Events.Texts);
    }

    [Fact]
    public async Task A_drain_ends_a_wait_for_events_and_a_back_off()
    {
        var channel = _parts.Memory("a");
        var idle = _parts.Runner(_parts.Turn(_sink, channel));
        var ends = idle.RunAsync(Cancellation);
        idle.Drain();
        await ends.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        await PutAsync(channel, "1");
        var failing = new FailingSink(_parts.Time, failures: 3);
        var runner = _parts.Runner(_parts.Turn(failing, channel));
        var run = runner.RunAsync(Cancellation);
        await _parts.AdvanceUntilAsync(failing.WhenAttempted(3), timers: 3);
        var began = _parts.Time.GetUtcNow();
        runner.Drain();
        await _parts.AdvanceUntilAsync(run, timers: 3);

        Assert.InRange(_parts.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(["1"], failing.Events.Texts);
    }

    [Fact]
    public async Task A_drain_does_not_wait_for_a_sink_that_does_not_run()
    {
        var channel = _parts.Memory("a");
        await PutAsync(channel, "1");
        var runner = _parts.Runner(_parts.StoppedTurn(() => _sink, channel));

        var run = runner.RunAsync(Cancellation);
        runner.Drain();
        await _parts.AdvanceUntilAsync(run);

        Assert.Equal(1, channel.Channel.Fill.Size);
    }

    [Fact]
    public async Task A_sink_that_starts_late_is_served_within_a_second()
    {
        var channel = _parts.Memory("a");
        await PutAsync(channel, "1");
        var turn = _parts.StoppedTurn(() => _sink, channel);
        await using var run = Start(_parts.Runner(turn));
        for (var i = 0; i < 200; i++)
        {
            await _parts.Time.WhenWaiting(2).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
            _parts.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await turn.Component.TryStartAsync(Cancellation);
        var began = _parts.Time.GetUtcNow();
        await _parts.AdvanceUntilAsync(_sink.Events.WhenAsync(1, Cancellation), timers: 2);

        Assert.InRange(_parts.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task A_cancelled_sink_gives_its_events_back()
    {
        var (channel, gated) = (_parts.Memory("a"), new GatedSink());
        await PutAsync(channel, Texts(5));
        using var stop = new CancellationTokenSource();
        var run = _parts.Runner(_parts.Turn(gated, channel, batchSize: 2)).RunAsync(stop.Token);
        await gated.WhenHoldingAsync(Cancellation);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(Texts(5), await EmptyAsync(channel));
    }

    private static Run Start(SinkRunner runner)
    {
        var stop = new CancellationTokenSource();
        return new(Task.Run(() => runner.RunAsync(stop.Token), Cancellation), stop);
    }

    private async Task PutAsync(ChannelHost channel, params string[] bodies)
    {
        using var batch = BatchOf(bodies);
        await _parts.Processor([channel]).PutAsync(batch, Cancellation);
    }

    private sealed class Run(Task task, CancellationTokenSource stop) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await task.ContinueWith(_ => { }, TaskScheduler.Default);
            stop.Dispose();
        }
    }
}
