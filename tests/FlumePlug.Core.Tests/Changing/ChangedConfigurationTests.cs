using System.Net;
using System.Net.Sockets;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Tests.Building;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Tests.Changing;

/// <summary>A running agent under a configuration that changes.</summary>
public sealed class ChangedConfigurationTests : IDisposable
{
    private const string Flow =
        """
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = seq
        a1.sources.r1.totalEvents = 50
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.keep-alive = 0
        a1.sinks.k1.type = null
        a1.sinks.k1.channel = c1

        """;

    // Nobody takes: what is put stays.
    private static readonly string Held = Flow.Replace("a1.sinks = k1", "", StringComparison.Ordinal)
        .Replace("a1.sinks.k1.type = null", "", StringComparison.Ordinal).Replace("a1.sinks.k1.channel = c1", "", StringComparison.Ordinal);

    private readonly BuiltAgents _built = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _built.Dispose();

    [Fact]
    public async Task The_same_configuration_changes_nothing()
    {
        await using var agent = await RunAsync(Flow);
        var (change, _) = _built.Plan(agent, Flow + "# a comment\n");
        Assert.True(change!.IsEmpty);
        Assert.Equal(["keep channel c1", "keep sink k1", "keep source r1"], change.Lines.Select(line => line.ToString()));
    }

    [Theory]
    [InlineData("a1.sources.r1.interceptors = i1\na1.sources.r1.interceptors.i1.type = timestamp", "interceptors")]
    [InlineData("a1.sources.r1.selector.type = multiplexing\na1.sources.r1.selector.header = h\na1.sources.r1.selector.default = c1", "selector")]
    [InlineData("a1.channels = c1 c2\na1.channels.c2.type = memory\na1.sources.r1.channels = c1 c2", "selector, channels")]
    public async Task Interceptors_selector_and_channels_change_under_a_source_that_runs_on(string more, string what)
    {
        await using var agent = await RunAsync(Flow);
        var source = agent.Graph.Sources[0].Runner.Component.Running;
        var change = await ChangeAsync(agent, Flow + more);
        Assert.Contains($"change source r1: {what}; the source itself runs on", change.Lines.Select(line => line.ToString()));
        Assert.Same(source, agent.Graph.Sources[0].Runner.Component.Running);
    }

    [Fact]
    public async Task An_interceptor_that_did_not_change_is_kept_beside_one_that_did()
    {
        const string Two = "a1.sources.r1.interceptors = i1 i2\na1.sources.r1.interceptors.i1.type = timestamp\n"
            + "a1.sources.r1.interceptors.i2.type = static\na1.sources.r1.interceptors.i2.value = ";
        await using var agent = await RunAsync(Flow + Two + "one");
        var before = agent.Graph.Sources[0].Path.Interceptors.All;
        await ChangeAsync(agent, Flow + Two + "two");
        var after = agent.Graph.Sources[0].Path.Interceptors.All;
        Assert.Same(before[0], after[0]);
        Assert.NotSame(before[1], after[1]);
    }

    [Fact]
    public async Task What_changed_is_restarted_and_goes_on_counting_and_the_rest_runs_on()
    {
        await using var agent = await RunAsync(Flow);
        await WhenTakenAsync(agent, 50);
        var (source, sink, channel) = (agent.Graph.Sources[0].Runner.Component, agent.Graph.Turns.Single().Component, agent.Graph.Channels[0]);

        await ChangeAsync(agent, Flow + "a1.sinks.k1.batchSize = 7");
        Assert.Same(source, agent.Graph.Sources[0].Runner.Component);
        Assert.Same(channel, agent.Graph.Channels[0]);
        Assert.NotSame(sink, agent.Graph.Turns.Single().Component);
        Assert.Null(sink.Running);

        await ChangeAsync(agent, Flow.Replace("= 50", "= 30", StringComparison.Ordinal) + "a1.sinks.k1.batchSize = 7");
        Assert.Null(source.Running);
        await WhenTakenAsync(agent, 80);
    }

    [Fact]
    public async Task A_channel_is_resized_in_place_and_keeps_its_events()
    {
        await using var agent = await RunAsync(Held.Replace("= 50", "= 150", StringComparison.Ordinal));
        await WhenPutAsync(agent, 100);
        var channel = agent.Graph.Channels[0].Channel;
        await ChangeAsync(agent, Held.Replace("= 50", "= 150", StringComparison.Ordinal) + "a1.channels.c1.capacity = 1000");
        Assert.Same(channel, agent.Graph.Channels[0].Channel);
        await WhenPutAsync(agent, 150);
        Assert.Equal(new ChannelFill(150, 1000), channel.Fill);
    }

    [Fact]
    public async Task A_channel_of_another_type_gets_the_events_of_the_one_before_in_their_order()
    {
        await using var agent = await RunAsync(Held);
        await WhenPutAsync(agent, 50);
        await ChangeAsync(agent, Held.Replace("type = memory", "type = org.apache.flume.channel.PseudoTxnMemoryChannel", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), await Pipeline.Parts.EmptyAsync(agent.Graph.Channels[0]));
        Assert.Contains("Channel c1: 50 events moved to its successor.", _built.Log.TextsOf(Microsoft.Extensions.Logging.LogLevel.Information));
    }

    [Theory]
    [InlineData("a1.channels.c1.capacity = 20\na1.channels.c1.transactionCapacity = 20",
        "Channel c1 holds 50 events, and only 20 of them fit with the new options.")]
    [InlineData("a1.channels = c2\na1.sources.r1.channels = c2\na1.channels.c2.type = memory",
        "Channel c1 would leave with 50 events in it, which it keeps in memory only.")]
    public async Task A_change_that_would_lose_events_is_refused_with_their_number(string more, string reason)
    {
        await using var agent = await RunAsync(Held);
        await WhenPutAsync(agent, 50);
        var (change, problems) = _built.Plan(agent, Held + more);
        Assert.True(change is not null, string.Join('\n', problems));

        var applying = agent.ApplyAsync(change, Cancellation);
        await AdvanceUntilAsync(applying);
        Assert.Equal(reason, (await Assert.ThrowsAsync<ChangeRefusedException>(() => applying)).Message);

        Assert.Equal("c1", Assert.Single(agent.Graph.Channels).Name);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), await Pipeline.Parts.EmptyAsync(agent.Graph.Channels[0]));
        await ChangeAsync(agent, Held + "a1.sources.r1.totalEvents = 60");
        await WhenPutAsync(agent, 110);
    }

    [Fact]
    public async Task A_source_that_cannot_start_leaves_the_old_one_running_again()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var agent = await RunAsync(Flow);
        var before = agent.Graph;
        var text = Flow.Replace("type = seq", $"type = netcat\na1.sources.r1.bind = 127.0.0.1\na1.sources.r1.port = {port}", StringComparison.Ordinal);
        var (change, _) = _built.Plan(agent, text);

        var refused = await Assert.ThrowsAsync<ChangeRefusedException>(() => agent.ApplyAsync(change!, Cancellation));
        Assert.StartsWith("The new source r1 could not be started: ", refused.Message, StringComparison.Ordinal);
        Assert.Same(before, agent.Graph);
        Assert.Empty(agent.Failing);
        await WhenTakenAsync(agent, 100);
    }

    [Fact]
    public async Task A_channel_leaves_once_its_sinks_have_emptied_it()
    {
        await using var agent = await RunAsync(Flow);
        await WhenTakenAsync(agent, 50);
        var change = await ChangeAsync(agent, Flow.Replace("c1", "c2", StringComparison.Ordinal));
        Assert.Equal(["stop channel c1", "start channel c2", "keep sink k1", "change source r1"],
            change.Lines.Select(line => $"{line.Verb} {line.Component}"));
    }

    [Fact]
    public async Task Sinks_that_come_into_a_group_run_on_and_the_group_drives_them()
    {
        var text = Flow.Replace("sinks = k1", "sinks = k1 k2", StringComparison.Ordinal) + "a1.sinks.k2.type = null\na1.sinks.k2.channel = c1\n";
        await using var agent = await RunAsync(text);
        var sinks = agent.Graph.Turns.Select(turn => turn.Component).ToList();
        await ChangeAsync(agent, text + "a1.sinkgroups = g1\na1.sinkgroups.g1.sinks = k1 k2\na1.sinkgroups.g1.processor.type = load_balance\n"
            + "a1.sources.r1.totalEvents = 30\n");
        Assert.Equal(sinks, agent.Graph.Turns.Select(turn => turn.Component));
        Assert.Single(agent.Graph.SinkRunners);
        await WhenTakenAsync(agent, 80);
    }

    [Fact]
    public async Task Lenient_an_error_does_not_drop_what_runs_and_a_removal_does()
    {
        await using var agent = await RunAsync(Flow);
        var (removal, _) = _built.Plan(agent, Flow + "a1.sinks = k2\na1.sinks.k2.type = null\na1.sinks.k2.channel = c1", ReadMode.Lenient);
        Assert.Contains("stop sink k1", removal!.Lines.Select(line => line.ToString()));
        foreach (var wrong in new[] { "a1.sinks.k1.type = nul", "a1.channels.c1.type = nothing", "a1.sinks.k1.channel = c9", "a1.sources.r1.batchSize = 101" })
        {
            var (change, problems) = _built.Plan(agent, Flow + wrong, ReadMode.Lenient);
            Assert.Null(change);
            Assert.Contains(problems, problem => problem.EndsWith("it runs, and an error in the new configuration would drop it", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Strict_a_wrong_configuration_is_told_with_its_line_and_nothing_changes()
    {
        await using var agent = await RunAsync(Flow);
        var (change, problems) = _built.Plan(agent, Flow + "a1.sinks.k1.type = nul");
        Assert.Null(change);
        Assert.Contains("flume.conf:11: error: a1.sinks.k1: unknown sink type 'nul'", problems[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_was_planned_for_another_state_is_refused()
    {
        await using var agent = await RunAsync(Flow);
        var (late, _) = _built.Plan(agent, Flow + "a1.sinks.k1.batchSize = 7");
        await ChangeAsync(agent, Flow + "a1.sinks.k1.batchSize = 8");
        await Assert.ThrowsAsync<ChangeRefusedException>(() => agent.ApplyAsync(late!, Cancellation));
    }

    private async Task<Agent> RunAsync(string text)
    {
        var (agent, problems) = _built.Strict(text);
        Assert.True(agent is not null, string.Join('\n', problems));
        await agent.StartAsync(Cancellation);
        await agent.AllStarted.WaitAsync(Cancellation);
        return agent;
    }

    private async Task<AgentChange> ChangeAsync(Agent agent, string text)
    {
        var (change, problems) = _built.Plan(agent, text);
        Assert.True(change is not null, string.Join('\n', problems));
        await agent.ApplyAsync(change, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Empty(agent.Failing);
        return change;
    }

    private Task WhenTakenAsync(Agent agent, long count) => WhenAsync(agent, CounterNames.EventTakeSuccessCount, count);

    private Task WhenPutAsync(Agent agent, long count) => WhenAsync(agent, CounterNames.EventPutSuccessCount, count);

    private async Task WhenAsync(Agent agent, string counter, long count)
    {
        var limit = DateTime.UtcNow.AddSeconds(30);
        while (agent.Read().Sum(component => component[counter].Value) < count)
        {
            Assert.True(DateTime.UtcNow < limit, $"{counter} did not reach {count}.");
            _built.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    private async Task AdvanceUntilAsync(Task work)
    {
        var limit = DateTime.UtcNow.AddSeconds(30);
        while (!work.IsCompleted && DateTime.UtcNow < limit)
        {
            _built.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }
}
