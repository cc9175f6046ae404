using System.Collections.Concurrent;
using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>Start, supervision, drain and stop of a whole graph.</summary>
public sealed class AgentTests : IDisposable
{
    private readonly Parts _parts = new();
    private readonly ConcurrentQueue<string> _notes = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task Channels_start_before_sinks_and_sinks_before_sources_and_all_stop_in_reverse()
    {
        await using var agent = Agent(
            [Noted("c1", new NotedChannel(_notes)), Noted("c2", new NotedChannel(_notes))],
            [() => new NotedSink(_notes)], [() => new NotedSource(_notes), () => new NotedSource(_notes)]);

        await agent.StartAsync(Cancellation);
        await agent.AllStarted.WaitAsync(Cancellation);
        await agent.StopAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(
            ["channel starts", "channel starts", "sink starts", "source starts", "source starts",
             "source stops", "source stops", "sink stops", "channel stops", "channel stops"], _notes);
        Assert.Equal("2 channels, 1 sink, 2 sources", agent.Summary);
    }

    [Fact]
    public async Task A_component_that_cannot_start_is_tried_every_three_seconds_and_the_others_run()
    {
        var (attempts, collected) = (new List<DateTimeOffset>(), new CollectingSink());
        await using var agent = Agent([Memory("c1")], [() => collected], [
            () =>
            {
                attempts.Add(_parts.Time.GetUtcNow());
                return attempts.Count <= 20 ? throw new IOException("port 4141 is in use") : new PuttingSource("late");
            },
            () => new PuttingSource("other")]);

        await agent.StartAsync(Cancellation);
        await collected.Events.WhenAsync(1, Cancellation);
        Assert.Equal(["source r1 (port 4141 is in use)"], agent.Failing);
        Assert.False(agent.AllStarted.IsCompleted);
        await _parts.AdvanceUntilAsync(collected.Events.WhenAsync(2, Cancellation), timers: 2);

        Assert.Equal(["other", "late"], collected.Events.Texts);
        Assert.Empty(agent.Failing);
        Assert.True(agent.AllStarted.IsCompletedSuccessfully);
        Assert.Equal(Enumerable.Repeat(3, 20), attempts.Zip(attempts.Skip(1), (one, next) => (int)(next - one).TotalSeconds));
        Assert.Equal(
            ["Source r1 could not be started and is tried again in 3 s: port 4141 is in use",
             "Source r1 could not be started and is tried again in 3 s: port 4141 is in use (10 more times since it was last told)"],
            _parts.Log.TextsOf(LogLevel.Error));
    }

    [Fact]
    public async Task A_source_that_fails_while_it_runs_is_built_anew()
    {
        var (built, collected) = (0, new CollectingSink());
        await using var agent = Agent([Memory("c1")], [() => collected],
            [() => new PuttingSource($"{++built}", built < 3 ? new IOException("gone") : null)]);

        await agent.StartAsync(Cancellation);
        await _parts.AdvanceUntilAsync(collected.Events.WhenAsync(3, Cancellation));

        Assert.Equal(["1", "2", "3"], collected.Events.Texts);
        Assert.Equal("Source r1 failed and is tried again in 3 s: gone", Assert.Single(_parts.Log.TextsOf(LogLevel.Error)));
    }

    [Fact]
    public async Task A_source_that_has_nothing_more_to_bring_stays_until_the_stop()
    {
        var collected = new CollectingSink();
        var source = new PuttingSource("once") { Returns = true };
        await using var agent = Agent([Memory("c1")], [() => collected], [() => source]);

        await agent.StartAsync(Cancellation);
        await collected.Events.WhenAsync(1, Cancellation);
        _parts.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(agent.Failing);
        Assert.False(source.Stopped);

        await agent.StopAsync(TimeSpan.FromSeconds(5));
        Assert.True(source.Stopped);
        Assert.Equal(["once"], collected.Events.Texts);
    }

    [Fact]
    public async Task A_channel_that_starts_late_refuses_until_then_and_works_from_then_on()
    {
        var (tries, collected, answers) = (0, new CollectingSink(), new CollectedAnswers());
        var memory = _parts.Memory("m").Channel;
        var channel = _parts.Stopped("c1", () => ++tries < 3 ? throw new IOException("locked") : memory);
        await using var agent = Agent([channel], [() => collected], []);

        await agent.StartAsync(Cancellation);
        var processor = _parts.Processor([channel]);
        using (var early = BatchOf("early"))
            await processor.PutEachAsync(early, answers, Cancellation);
        await _parts.AdvanceUntilAsync(agent.AllStarted);
        using (var late = BatchOf("late"))
            await processor.PutAsync(late, Cancellation);
        await _parts.AdvanceUntilAsync(collected.Events.WhenAsync(1, Cancellation));

        Assert.Equal("Channel c1 is not running: locked", Assert.Single(answers.All).Refused!.Message);
        Assert.Equal(["late"], collected.Events.Texts);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_component_whose_start_hangs_keeps_neither_the_others_nor_the_stop_waiting(bool blocks)
    {
        using var block = new ManualResetEventSlim();
        var collected = new CollectingSink();
        await using var agent = Agent([Memory("c1"), Memory("c2")],
            [() => collected, () => new HangingSink(blocks ? block : null)], [() => new PuttingSource("1")]);

        var start = agent.StartAsync(Cancellation);
        while (agent.Failing is not ["sink k2 (not started)", "source r1 (not started)"])
            await Task.Yield();
        await _parts.AdvanceUntilAsync(start);
        await _parts.AdvanceUntilAsync(collected.Events.WhenAsync(1, Cancellation));
        Assert.Equal(["sink k2 (not started)"], agent.Failing);

        await _parts.AdvanceUntilAsync(agent.StopAsync(TimeSpan.FromSeconds(5)));
        block.Set();
    }

    [Fact]
    public async Task A_stop_while_the_agent_starts_ends_the_start_and_releases_what_was_begun()
    {
        var source = new SlowToStart();
        await using var agent = Agent([Memory("c1")], [() => new CollectingSink()], [() => source]);
        var start = agent.StartAsync(Cancellation);
        await source.Starting;

        await agent.StopAsync(TimeSpan.FromSeconds(5)).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.True(source.Stopped);
        Assert.True(start.IsCompleted);
    }

    [Fact]
    public async Task Components_that_end_with_their_own_error_when_they_are_stopped_do_not_keep_the_rest_from_stopping()
    {
        var failing = new ThrowsWhenStopped();
        await using var agent = Agent([Memory("c1"), Noted("c2", new NotedChannel(_notes))],
            [() => failing], [() => new ThrowsWhenStopped(), () => new PuttingSource("1")]);
        await agent.StartAsync(Cancellation);
        await failing.Holding;

        var left = agent.StopAsync(TimeSpan.FromSeconds(1));
        await _parts.AdvanceUntilAsync(left);

        Assert.Equal(1, await left);
        Assert.Contains("channel stops", _notes);
    }

    [Fact]
    public async Task A_component_whose_stop_blocks_is_left_behind()
    {
        using var block = new ManualResetEventSlim();
        var blocking = new StopBlocks(block);
        await using var agent = Agent([Memory("c1"), Noted("c2", new NotedChannel(_notes))], [() => blocking], []);
        await agent.StartAsync(Cancellation);

        await _parts.AdvanceUntilAsync(agent.StopAsync(TimeSpan.FromSeconds(1)));

        block.Set();
        Assert.Contains("channel stops", _notes);
        Assert.Contains("Sink k1 did not stop within 5 s.", _parts.Log.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public async Task What_does_not_end_is_named_and_left_behind_two_seconds_after_the_drain()
    {
        await using var agent = Agent([Memory("c1")], [() => new NeverReturns()], [() => new PuttingSource("1"), () => new NeverReturns()]);
        await agent.StartAsync(Cancellation);
        await agent.AllStarted.WaitAsync(Cancellation);

        var began = _parts.Time.GetUtcNow();
        await _parts.AdvanceUntilAsync(agent.StopAsync(TimeSpan.FromSeconds(4)));

        Assert.InRange(_parts.Time.GetUtcNow() - began, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6.5));
        Assert.Equal(["Source r2 did not stop in time and is left behind.", "Sink k1 did not stop in time and is left behind."],
            _parts.Log.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public async Task A_channel_that_cannot_say_how_full_it_is_keeps_neither_the_others_counters_nor_their_stop()
    {
        await using var agent = Agent([Noted("c1", new NotedChannel(_notes) { FillThrows = true }), Noted("c2", new NotedChannel(_notes))],
            [() => new NotedSink(_notes)], []);
        await agent.StartAsync(Cancellation);
        await agent.AllStarted.WaitAsync(Cancellation);

        Assert.Equal(["c1", "c2", "k1"], agent.Read().Select(counters => counters.Name));
        Assert.Equal(0, await agent.StopAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal(2, _notes.Count(note => note == "channel stops"));
        Assert.Equal("Channel c1 failed to say how full it is: no", Assert.Single(_parts.Log.TextsOf(LogLevel.Error)));
    }

    [Fact]
    public async Task What_a_component_does_when_it_is_told_to_stop_does_not_keep_the_rest_from_stopping()
    {
        await using var agent = Agent([Noted("c1", new NotedChannel(_notes))], [], [() => new ThrowsAtOnce()]);
        await agent.StartAsync(Cancellation);
        await agent.AllStarted.WaitAsync(Cancellation);

        await _parts.AdvanceUntilAsync(agent.StopAsync(TimeSpan.FromSeconds(1)));

        Assert.Contains("channel stops", _notes);
    }

    [Fact]
    public async Task A_stop_delivers_what_the_channels_hold()
    {
        var collected = new GatedSink();
        await using var agent = Agent([Memory("c1")], [() => collected], [() => new PuttingSource(Texts(90))]);
        await agent.StartAsync(Cancellation);
        await collected.WhenHoldingAsync(Cancellation);

        var stop = agent.StopAsync(TimeSpan.FromSeconds(5));
        collected.Open(100);

        Assert.Equal(0, await stop);
        Assert.Equal(Texts(90), collected.Events.Texts);
    }

    [Fact]
    public async Task What_cannot_be_delivered_in_time_is_rolled_back_and_counted()
    {
        var holding = new GatedSink();
        var durable = Memory("c2", durable: true);
        await using var agent = Agent([Memory("c1"), durable], [() => holding], [() => new PuttingSource(Texts(90))]);
        using (var kept = BatchOf("kept"))
            await _parts.Processor([durable]).PutAsync(kept, Cancellation);
        await agent.StartAsync(Cancellation);
        await holding.WhenHoldingAsync(Cancellation);

        var stop = agent.StopAsync(TimeSpan.FromSeconds(5));
        var began = _parts.Time.GetUtcNow();
        await _parts.AdvanceUntilAsync(stop);

        Assert.Equal(90, await stop);
        Assert.True(_parts.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(5));
        Assert.Contains("Channel c1 stops with 90 events in it.", _parts.Log.TextsOf(LogLevel.Information));
        Assert.Contains("Channel c2 stops with 1 events in it; it keeps them.", _parts.Log.TextsOf(LogLevel.Information));
    }

    [Fact]
    public async Task Everyone_who_stops_an_agent_gets_the_same_answer()
    {
        var holding = new GatedSink();
        await using var agent = Agent([Memory("c1")], [() => holding], [() => new PuttingSource("1", "2")]);
        await agent.StartAsync(Cancellation);
        await holding.WhenHoldingAsync(Cancellation);

        var (first, second, disposal) = (agent.StopAsync(TimeSpan.FromSeconds(1)), agent.StopAsync(TimeSpan.Zero), agent.DisposeAsync().AsTask());
        await _parts.AdvanceUntilAsync(Task.WhenAll(first, second, disposal));

        Assert.Equal(2, await first);
        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task An_agent_that_was_never_started_stops_and_is_not_started_afterwards()
    {
        await using var agent = Agent([Noted("c1", new NotedChannel(_notes))], [() => new NotedSink(_notes)], []);
        Assert.Equal(0, await agent.StopAsync(TimeSpan.FromSeconds(5)));
        await agent.StartAsync(Cancellation);
        Assert.Empty(_notes);
    }

    // Sink k1 drains the first channel, k2 the second; every source puts into the first.
    private Agent Agent(ChannelHost[] channels, Func<ISink>[] sinks, Func<ISource>[] sources)
    {
        var runners = sinks.Select((sink, i) => _parts.Runner(_parts.StoppedTurn(sink, channels[i], name: $"k{i + 1}"))).ToList();
        var running = sources.Select((source, i) => new SourceNode(
            new SourceRunner($"r{i + 1}", _parts.Hosted($"source r{i + 1}", source), new ChannelProcessor(new(_parts.Source)), _parts.Time),
            _parts.Path([channels[0]]))).ToList();
        return new Agent("a1", new(channels, runners, running), _parts.Log, _parts.Time);
    }

    private ChannelHost Memory(string name, bool durable = false)
    {
        var memory = _parts.Memory("m").Channel;
        var host = _parts.Stopped(name, () => memory, durable: durable);
        if (durable)
            Assert.True(host.Component.TryStartAsync(Cancellation).GetAwaiter().GetResult());
        return host;
    }

    private ChannelHost Noted(string name, NotedChannel channel) => _parts.Stopped(name, () => channel);
}
