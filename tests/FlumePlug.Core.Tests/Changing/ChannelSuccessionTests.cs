using FlumePlug.Core.Changing;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;
using FlumePlug.Core.Tests.Pipeline;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Changing;

/// <summary>What becomes of a channel's events, of puts that wait for room in it, and of takes that are open.</summary>
public sealed class ChannelSuccessionTests : IDisposable
{
    private static readonly Plugin Plugin = new() { Place = new("Test", "/test", null, IsFolder: true) };

    private readonly Parts _parts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task A_put_that_waits_for_room_goes_on_with_the_successor()
    {
        var (old, next) = (Host("c1", 2, keepAlive: 3600), Host("c1", 5));
        var runner = Source();
        var graph = Graph([old], [], [new(runner, _parts.Path([old]))]);
        await ApplyAsync(AgentGraph.Empty, graph);
        await PutAsync(runner, "a", "b");
        var waiting = PutAsync(runner, "c", "d");
        var answers = new CollectedAnswers();
        using var batch = BatchOf("e");
        var single = runner.Channels.PutEachAsync(batch, answers, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted || single.IsCompleted);

        await ApplyAsync(graph, Graph([next], [], [new(runner, _parts.Path([next]))]));
        await waiting.WaitAsync(Cancellation);
        await single.WaitAsync(Cancellation);

        Assert.Null(Assert.Single(answers.All).Refused);
        Assert.Equal(["a", "b", "c", "d", "e"], (await EmptyAsync(next)).Order());
        Assert.Equal(5, next.Counters.Puts.Value);
    }

    [Fact]
    public async Task A_turn_under_way_delivers_before_its_channel_is_emptied_into_the_successor()
    {
        var (old, next) = (Host("c1", 10), Host("c1", 10));
        var (runner, gated) = (Source(), new GatedSink());
        var turn = _parts.StoppedTurn(() => gated, old, batchSize: 2);
        var graph = Graph([old], [_parts.Runner(turn)], [new(runner, _parts.Path([old]))]);
        await ApplyAsync(AgentGraph.Empty, graph);
        await PutAsync(runner, "a", "b", "c");
        await gated.WhenHoldingAsync(Cancellation);

        var same = new SinkTurn("k1", turn.Component, next, new(2, 1), new(turn.Component.Counters), _parts.Time);
        var change = ApplyAsync(graph, Graph([next], [_parts.Runner(same)], [new(runner, _parts.Path([next]))]));
        gated.Open(10);
        await change;
        await gated.Events.WhenAsync(3, Cancellation);
        Assert.Equal(["a", "b", "c"], gated.Events.Texts);
    }

    [Fact]
    public async Task Durable_events_do_not_go_into_a_channel_that_is_not()
    {
        var (old, next) = (Host("c1", 10, durable: true), Host("c1", 10));
        var runner = Source();
        var graph = Graph([old], [], [new(runner, _parts.Path([old]))]);
        await ApplyAsync(AgentGraph.Empty, graph);
        await PutAsync(runner, "a", "b");

        var refused = await RefusedAsync(graph, Graph([next], [], [new(runner, _parts.Path([next]))]));
        Assert.Equal("Channel c1 holds 2 events durably, and its successor would not.", refused);
        await PutAsync(runner, "c");
        Assert.Equal(["a", "b", "c"], await EmptyAsync(old));
    }

    [Fact]
    public async Task A_durable_channel_of_the_same_place_is_closed_before_it_is_opened_anew()
    {
        var notes = new List<string>();
        var (old, next) = (Durable("old", "dirs=/a", notes), Durable("new", "dirs=/a", notes));
        var graph = Graph([old], [], [new(Source(), _parts.Path([old]))]);
        await ApplyAsync(AgentGraph.Empty, graph);
        await ApplyAsync(graph, Graph([next], [], graph.Sources));
        Assert.Equal(["old starts", "old stops", "new starts"], notes);
    }

    [Fact]
    public async Task A_durable_channel_that_cannot_be_opened_anew_is_opened_with_its_old_options()
    {
        var notes = new List<string>();
        var (old, next) = (Durable("old", "dirs=/a", notes), Durable("new", "dirs=/a", notes, fails: true));
        var graph = Graph([old], [], [new(Source(), _parts.Path([old]))]);
        await ApplyAsync(AgentGraph.Empty, graph);
        Assert.Equal("Channel c1 could not be started: locked", await RefusedAsync(graph, Graph([next], [], graph.Sources)));
        Assert.Equal(["old starts", "old stops", "new fails", "old starts"], notes);
    }

    [Fact]
    public async Task A_durable_channel_of_another_place_is_emptied_into_the_new_place()
    {
        var notes = new List<string>();
        var (old, next) = (Durable("old", "dirs=/a", notes), Durable("new", "dirs=/b", notes));
        var graph = Graph([old], [], [new(Source(), _parts.Path([old]))]);
        await ApplyAsync(AgentGraph.Empty, graph);
        await ApplyAsync(graph, Graph([next], [], graph.Sources));
        Assert.Equal(["old starts", "new starts", "old stops"], notes);
    }

    [Fact]
    public async Task A_durable_channel_that_leaves_keeps_its_events_and_the_log_says_so()
    {
        var (leaving, stays) = (Host("c1", 10, durable: true), Host("c2", 10));
        var runner = Source();
        var graph = Graph([leaving, stays], [], [new(runner, _parts.Path([leaving, stays]))]);
        await ApplyAsync(AgentGraph.Empty, graph);
        await PutAsync(runner, "a");
        await ApplyAsync(graph, Graph([stays], [], [new(runner, _parts.Path([stays]))]));
        Assert.Contains("Channel c1 leaves the configuration and keeps 1 events where they are.", _parts.Log.TextsOf(LogLevel.Information));
    }

    [Fact]
    public async Task A_sink_that_fails_to_start_beside_the_old_one_is_tried_once_the_old_one_has_stopped()
    {
        var channel = Host("c1", 10);
        var (held, starts) = (false, 0);
        HostedComponent<ISink> Exclusive() => _parts.Hosted<ISink>("sink k1", () => new ExclusiveSink(
            () => held = held ? throw new IOException("locked") : ++starts > 0, () => held = false));
        var (old, next) = (Exclusive(), Exclusive());
        AgentGraph With(HostedComponent<ISink> sink) => Graph([channel],
            [_parts.Runner(new SinkTurn("k1", sink, channel, new(10, 1), new(sink.Counters), _parts.Time))], []);
        var graph = With(old);
        await ApplyAsync(AgentGraph.Empty, graph);
        await ApplyAsync(graph, With(next));
        Assert.Equal((true, 2), (held, starts));
        Assert.NotNull(next.Running);
    }

    private ChannelHost Host(string name, int capacity, int keepAlive = 0, bool durable = false)
    {
        var memory = _parts.Memory("m", capacity, keepAlive: keepAlive).Channel;
        return _parts.Stopped(name, () => memory, durable: durable);
    }

    private ChannelHost Durable(string what, string place, List<string> notes, bool fails = false)
    {
        var memory = _parts.Memory("m").Channel;
        var component = new ComponentDescription(() => throw new NotSupportedException()) { Kind = ComponentKind.Channel, Type = "test", ClassName = "Test" };
        var origin = new Origin(new(Plugin, component), ConfigOptions.Empty, new(null, null, []) { Place = place }, "");
        var counters = new ComponentCounters("CHANNEL", "c1", "test");
        return new("c1", new(AtomicPut: true, Durable: true, Reserves: true), new(counters), new HostedComponent<IChannel>(
            "channel c1", () => new NotingChannel(memory, what, notes, fails), counters, _parts.Log, _parts.Time)
        { Origin = origin });
    }

    private SourceRunner Source()
    {
        var counters = new ComponentCounters("SOURCE", "r1", "test");
        return new("r1", _parts.Hosted<ISource>("source r1", () => new IdleSource(), counters), new(new(counters)), _parts.Time);
    }

    private static AgentGraph Graph(ChannelHost[] channels, SinkRunner[] runners, IReadOnlyList<SourceNode> sources) => new(channels, runners, sources);

    private Task ApplyAsync(AgentGraph from, AgentGraph to) =>
        new GraphChange(from, to, _parts.Log, _parts.Time).ApplyAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

    private async Task<string> RefusedAsync(AgentGraph from, AgentGraph to) =>
        (await Assert.ThrowsAsync<ChangeRefusedException>(() => ApplyAsync(from, to))).Message;

    private static async Task PutAsync(SourceRunner runner, params string[] bodies)
    {
        using var batch = BatchOf(bodies);
        await runner.Channels.PutAsync(batch, Cancellation);
    }

    private sealed class IdleSource : ISource
    {
        public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class ExclusiveSink(Action open, Action close) : ISink
    {
        public ValueTask StartAsync(CancellationToken cancellationToken)
        {
            open();
            return ValueTask.CompletedTask;
        }

        public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask StopAsync(CancellationToken cancellationToken)
        {
            close();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class NotingChannel(IChannel inner, string what, List<string> notes, bool fails) : IChannel
    {
        public ValueTask StartAsync(CancellationToken cancellationToken)
        {
            notes.Add(fails ? $"{what} fails" : $"{what} starts");
            return fails ? throw new IOException("locked") : ValueTask.CompletedTask;
        }

        public ValueTask StopAsync(CancellationToken cancellationToken)
        {
            if (!fails)
                notes.Add($"{what} stops");
            return ValueTask.CompletedTask;
        }

        public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) => inner.ReserveAsync(batch, fit, cancellationToken);

        public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => inner.TakeAsync(max, cancellationToken);

        public ValueTask WaitAsync(CancellationToken cancellationToken) => inner.WaitAsync(cancellationToken);
    }
}
