using FlumePlug.Sdk;

namespace FlumePlug.Core.Tests.Building;

public sealed class AgentBuilderTests : IDisposable
{
    private const string Right =
        """
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = seq
        a1.sources.r1.totalEvents = 50
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.sinks.k1.type = null
        a1.sinks.k1.channel = c1

        """;

    private readonly BuiltAgents _built = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _built.Dispose();

    [Fact]
    public async Task A_right_configuration_becomes_an_agent_that_moves_events()
    {
        var (agent, problems) = _built.Strict(Right);
        Assert.Empty(problems);
        await using var running = agent!;
        await running.StartAsync(Cancellation);
        await running.AllStarted.WaitAsync(Cancellation);

        var channel = running.Read().Single(counters => counters.Kind == "CHANNEL");
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (channel[CounterNames.EventTakeSuccessCount].Value < 50)
        {
            Assert.True(DateTime.UtcNow < limit, "The events were not taken.");
            await Task.Yield();
        }

        Assert.Equal(0, await running.StopAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(["CHANNEL c1 memory", "SINK k1 null", "SOURCE r1 seq"],
            running.Read().Select(counters => $"{counters.Kind} {counters.Name} {counters.Type}"));
    }

    [Fact]
    public void Strict_every_mistake_of_every_component_is_an_error_at_its_line_and_nothing_is_built()
    {
        var (agent, problems) = _built.Strict(Right + """
            a1.sources.r1.batchSize = many
            a1.sources.r1.interceptors = i1 i2
            a1.sources.r1.interceptors.i1.type = timestmap
            a1.sources.r1.interceptors.i2.type = static
            a1.sources.r1.interceptors.i2.preserveExisting = perhaps
            a1.channels.c1.capacity = 0
            a1.sinks.k1.batchSize = x
            a1.sinkgroups = g1
            a1.sinkgroups.g1.sinks = k1
            a1.sinkgroups.g1.processor.type = load_balance
            a1.sinkgroups.g1.processor.selector = robin
            """);

        Assert.Null(agent);
        Assert.Equal([10, 12, 14, 15, 16, 20], problems.Select(LineOf));
        Assert.All(problems, problem => Assert.Contains(": error: a1.", problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lenient_what_cannot_be_built_is_dropped_with_warnings_and_the_rest_runs()
    {
        var (agent, problems) = _built.Lenient(Right + """
            a1.channels = c1 c2
            a1.channels.c2.type = nothing
            a1.sources = r1 r2 r3
            a1.sources.r2.type = seq
            a1.sources.r2.channels = c2
            a1.sources.r3.type = seq
            a1.sources.r3.channels = c1 c2
            a1.sinks = k1 k2
            a1.sinks.k2.type = null
            a1.sinks.k2.channel = c2
            """);

        await using var rest = agent!;
        Assert.Equal("1 channel, 1 sink, 2 sources", rest.Summary);
        Assert.All(problems, problem => Assert.Contains(": warning: ", problem, StringComparison.Ordinal));
        foreach (var message in new[]
        {
            "a1.channels.c2: Channel c2 has been removed due to an error during configuration",
            "a1.sinks.k2: Sink k2 is not connected to a channel",
            "a1.sinks.k2: Sink k2 has been removed due to an error during configuration",
            "a1.sources.r2: Source r2 is not connected to a channel",
            "a1.sources.r2: Source r2 has been removed due to an error during configuration",
        })
            Assert.Contains(problems, problem => problem.EndsWith(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Lenient_an_agent_of_which_nothing_is_left_is_not_built()
    {
        var (agent, _) = _built.Lenient(Right.Replace("type = memory", "type = nothing", StringComparison.Ordinal));
        Assert.Null(agent);
    }

    [Theory]
    [InlineData("a1.sources.r1.batchSize = 101", "a1.sources.r1: Incompatible source and channel settings defined. "
        + "source's batch size is greater than the channels transaction capacity. Source: r1, batch size = 101, channel c1, "
        + "transaction capacity = 100")]
    [InlineData("a1.sinks.k1.batchSize = 101", "a1.sinks.k1: Incompatible sink and channel settings defined. "
        + "sink's batch size is greater than the channels transaction capacity. Sink: k1, batch size = 101, channel c1, "
        + "transaction capacity = 100")]
    public void A_batch_larger_than_a_transaction_of_the_channel_is_refused_with_Flumes_message(string line, string message)
    {
        var (strict, errors) = _built.Strict(Right + line);
        Assert.Null(strict);
        Assert.EndsWith(": error: " + message, Assert.Single(errors), StringComparison.Ordinal);

        var (_, warnings) = _built.Lenient(Right + line);
        Assert.Contains(warnings, warning => warning.EndsWith(": warning: " + message, StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.EndsWith("has been removed due to an error during configuration", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_channel_whose_components_are_all_gone_is_removed_and_leaves_no_counters()
    {
        var (agent, problems) = _built.Lenient(Right + """
            a1.channels = c1 c2
            a1.channels.c2.type = memory
            a1.sinks = k1 k2
            a1.sinks.k2.type = nothing
            a1.sinks.k2.channel = c2
            """);

        await using var rest = agent!;
        Assert.Contains(problems, problem => problem.EndsWith("Channel c2 has no components connected and has been removed.", StringComparison.Ordinal));
        Assert.Equal("1 channel, 1 sink, 1 source", rest.Summary);
        Assert.Equal(["c1", "k1", "r1"], rest.Read().Select(counters => counters.Name));
    }

    [Fact]
    public void An_interceptor_that_is_only_listed_is_told_at_the_list()
    {
        var (_, errors) = _built.Strict(Right + "a1.sources.r1.interceptors = i1\n");
        Assert.Contains(errors, error => error.StartsWith("flume.conf:10: error: a1.sources.r1.interceptors.i1: Type not specified", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interceptor_without_a_type_costs_its_source()
    {
        var (strict, errors) = _built.Strict(Right + "a1.sources.r1.interceptors = i1\na1.sources.r1.interceptors.i1.x = 1\n");
        Assert.Null(strict);
        Assert.Contains(errors, error => error.StartsWith("flume.conf:11: error: a1.sources.r1.interceptors.i1: Type not specified for interceptor i1", StringComparison.Ordinal));

        var (lenient, warnings) = _built.Lenient(Right + "a1.sources.r1.interceptors = i1\n");
        Assert.Equal("1 channel, 1 sink, 0 sources", lenient!.Summary);
        Assert.Contains(warnings, warning => warning.EndsWith("Source r1 has been removed due to an error during configuration", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_drives_its_members_and_the_sinks_outside_are_driven_alone()
    {
        var (agent, problems) = _built.Strict(Right + """
            a1.channels = c1 c2
            a1.channels.c2.type = memory
            a1.sources.r1.channels = c1 c2
            a1.sinks = k1 k2 k3
            a1.sinks.k2.type = null
            a1.sinks.k2.channel = c2
            a1.sinks.k3.type = null
            a1.sinks.k3.channel = c1
            a1.sinkgroups = g1
            a1.sinkgroups.g1.sinks = k1 k2
            a1.sinkgroups.g1.processor.type = load_balance
            """);
        Assert.All(problems, problem => Assert.Contains("overrides", problem, StringComparison.Ordinal));
        await using var running = agent!;
        await running.StartAsync(Cancellation);
        await running.AllStarted.WaitAsync(Cancellation);

        var limit = DateTime.UtcNow.AddSeconds(20);
        while (running.Read().Sum(counters => counters[CounterNames.EventTakeSuccessCount].Value) < 100)
        {
            Assert.True(DateTime.UtcNow < limit, "The events were not taken.");
            await Task.Yield();
        }
        Assert.Equal(0, await running.StopAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Lenient_a_group_whose_processor_cannot_be_built_costs_its_members()
    {
        var (agent, problems) = _built.Lenient(Right + """
            a1.sinkgroups = g1
            a1.sinkgroups.g1.sinks = k1
            a1.sinkgroups.g1.processor.type = com.example.MyProcessor
            """);
        Assert.Equal("1 channel, 0 sinks, 1 source", agent!.Summary);
        Assert.Contains(problems, problem => problem.EndsWith("Sinkgroup g1 has been removed due to an error during configuration", StringComparison.Ordinal));
        Assert.Equal(["c1", "r1"], agent.Read().Select(counters => counters.Name));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_source_has_64_channels_at_most(int count, bool isBuilt)
    {
        var names = string.Join(' ', Enumerable.Range(1, count).Select(i => $"c{i}"));
        var channels = string.Concat(Enumerable.Range(2, count - 1).Select(i => $"a1.channels.c{i}.type = memory\n"));
        var (agent, problems) = _built.Strict(
            Right.Replace("channels = c1", $"channels = {names}", StringComparison.Ordinal) + channels);

        Assert.Equal(isBuilt, agent is not null);
        if (!isBuilt)
            Assert.Equal("flume.conf:4: error: a1.sources.r1: has 65 channels; a source can have 64 at most", Assert.Single(problems));
    }

    private static int LineOf(string problem) => int.Parse(problem.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
}
