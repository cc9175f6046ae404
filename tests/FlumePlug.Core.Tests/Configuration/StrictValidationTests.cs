using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>Whatever Flume would repair or drop is an error of ours, all at once.</summary>
public sealed class StrictValidationTests : IDisposable
{
    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void A_right_configuration_has_no_problems_and_keeps_the_order_of_its_lists()
    {
        var configuration = _reading.Strict(
            """
            a1.channels = c2 c1
            a1.sources = r2 r1
            a1.sinks = k3 k1 k2
            a1.sinkgroups = g1
            a1.channels.c1.type = memory
            a1.channels.c2.type = file
            a1.sources.r1.type = seq
            a1.sources.r1.channels = c1
            a1.sources.r2.type = org.example.Source
            a1.sources.r2.channels = c2 c1
            a1.sinks.k1.type = null
            a1.sinks.k1.channel = c1
            a1.sinks.k2.type = null
            a1.sinks.k2.channel = c2
            a1.sinks.k3.type = logger
            a1.sinks.k3.channel = c2
            a1.sinkgroups.g1.sinks = k2 k1
            a1.sinkgroups.g1.processor.type = failover
            """);
        Assert.Empty(_reading.Lines(configuration));
        Assert.True(configuration.IsValid);
        var agent = configuration.Find("a1")!;
        Assert.Equal(
            ["a1.channels.c2", "a1.channels.c1", "a1.sources.r2", "a1.sources.r1", "a1.sinks.k3", "a1.sinks.k1", "a1.sinks.k2", "a1.sinkgroups.g1"],
            agent.Components.Select(component => component.Path));
        Assert.Equal(["c2", "c1"], agent.Sources[0].Channels);
        Assert.Equal("c2", agent.Sinks[0].Channel);
        Assert.Equal(["k2", "k1"], agent.SinkGroups[0].Sinks);
        Assert.Equal("failover", agent.SinkGroups[0].Type);
        Assert.Equal("org.example.Source", agent.Sources[0].Type);
    }

    [Theory]
    [InlineData("a1.sources.r1.channels = c1 cl", "a1.sources.r1: names the channel 'cl', which a1.channels does not list (try: c1)")]
    [InlineData("a1.sources.r1.channels = c1 c1", "a1.sources.r1: names the channel c1 2 times")]
    [InlineData("a1.sinks.k1.channel = C1", "a1.sinks.k1: names the channel 'C1', which a1.channels does not list (try: c1)")]
    [InlineData("a1.sinks.k1.channel = c1 c2", "a1.sinks.k1: names several channels, a sink drains one")]
    [InlineData("a1.sinks = k1 k2", "a1.sinks.k2: is listed but has no properties")]
    [InlineData("a1.sources = r1 r1", "a1.sources: lists r1 2 times")]
    [InlineData("a1.sources = r1 my.source", "a1.sources.my.source: is listed, but a name must not contain a dot: it ends there in a key")]
    [InlineData("a1.channels = c1 c2\na1.channels.c2.type = memory", "a1.channels.c2: is connected to no source and no sink")]
    [InlineData("a1.channels = c1 c2\na1.channels.c2.typo = memory", "a1.channels.c2: has no type (try: typo)")]
    [InlineData("a1.channels = c1 c2\na1.channels.c2.capacity = 5", "a1.channels.c2: has no type (try: a1.channels.c2.type = ...)")]
    [InlineData("a1.sinks = k1 k2\na1.sinks.k2.type = null", "a1.sinks.k2: has no channel (try: a1.sinks.k2.channel = ...)")]
    [InlineData("a1.sinks = k1 k2\na1.sinks.k2.type = null\na1.sinks.k2.channels = c1", "a1.sinks.k2: has no channel (try: 'channel' instead of 'channels')")]
    [InlineData("a1.sources = r1 r2\na1.sources.r2.type = seq\na1.sources.r2.channel = c1", "a1.sources.r2: has no channels (try: 'channels' instead of 'channel')")]
    [InlineData("a1.sinks.k1.x =", "a1.sinks.k1.x: has no value, so that Flume ignores it (try: a value, or no such line)")]
    [InlineData("a1.sink.k1.x = 1", "a1.sink.k1.x: is no property of an agent: 'sink' is none of configfilters, channels, sources, sinks, sinkgroups (try: a1.sinks.k1.x)")]
    [InlineData("a1.sources.r1 = netcat", "a1.sources.r1: names no option of the source (try: a1.sources.r1.type)")]
    [InlineData("nodot = 1", "nodot: belongs to no agent (try: AGENT.sources, AGENT.sources.NAME.OPTION and the like)")]
    [InlineData("a1. = 1", "a1.: names nothing after the agent")]
    [InlineData("a1.sources\\  = r2", "a1.sources: is the second list of its kind, the first is at flume.conf:1")]
    [InlineData("a1.sinkgroups = g1", "a1.sinkgroups.g1: is listed but has no properties")]
    [InlineData("a1.sinkgroups = g1\na1.sinkgroups.g1.processor.type = default", "a1.sinkgroups.g1: has no sinks (try: a1.sinkgroups.g1.sinks = ...)")]
    [InlineData("a1.sinkgroups = g1\na1.sinkgroups.g1.sinks = k1", "a1.sinkgroups.g1: has no processor.type (try: a1.sinkgroups.g1.processor.type = default, failover or load_balance)")]
    [InlineData("a1.sinkgroups = g1\na1.sinkgroups.g1.sinks = k1 k9\na1.sinkgroups.g1.processor.type = failover", "a1.sinkgroups.g1: names the sink 'k9', which a1.sinks does not list (try: k1)")]
    [InlineData("a1.sinkgroups = g1 g2\na1.sinkgroups.g1.sinks = k1\na1.sinkgroups.g1.processor.type = default\n"
        + "a1.sinkgroups.g2.sinks = k1\na1.sinkgroups.g2.processor.type = default", "a1.sinkgroups.g2: names the sink k1, which is in the group g1 already")]
    [InlineData("a1.sinkgroups = g1\\u0009g2", "a1.sinkgroups: is separated by something else than blanks")]
    [InlineData("a1.configfilters = f", "a1.configfilters.f: is listed but has no properties")]
    [InlineData("a2.sources = r1", "a2: lists no channels (try: a2.channels = NAME)")]
    [InlineData("a2.channels = c1\na2.channels.c1.type = memory", "a2: has no sources and no sinks")]
    public void A_mistake_is_an_error_that_names_the_component_and_what_to_do(string lines, string message)
    {
        var configuration = _reading.Strict(Reading.Agent + lines + "\n");
        Assert.False(configuration.IsValid);
        Assert.Contains(_reading.Lines(configuration), line => line.EndsWith("error: " + message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a1.sources.rl.type = seq", "a1.sources.rl: is not listed in a1.sources, so that it is not used (try: r1)")]
    [InlineData("a1.sources.r1.interceptors.il.type = host\na1.sources.r1.interceptors = i1\na1.sources.r1.interceptors.i1.type = host",
        "a1.sources.r1.interceptors.il: is not listed in a1.sources.r1.interceptors, so that it is not used (try: i1)")]
    [InlineData("a1.sources.other.type = seq", "a1.sources.other: is not listed in a1.sources, so that it is not used")]
    [InlineData("a1.sources.r1.type = netcat", "a1.sources.r1.type: overrides flume.conf:4: the last one counts")]
    public void What_runs_but_is_hardly_meant_is_a_warning(string line, string message)
    {
        var configuration = _reading.Strict(Reading.Agent + line + "\n");
        Assert.True(configuration.IsValid);
        Assert.Equal(["flume.conf:9: warning: " + message], _reading.Lines(configuration));
        Assert.Empty(_reading.Lines(_reading.Lenient(Reading.Agent + line + "\n")));
    }

    [Fact]
    public void All_errors_come_at_once_by_file_and_line_and_every_typed_component_is_kept_for_later_checks()
    {
        var configuration = _reading.Strict(
            """
            a1.sources = r1 r2
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = netcat
            a1.sources.r1.channels = cx
            a1.sources.r2.channels = c1
            a1.channels.c1.type = memory
            a1.sinks.k1.type = logger
            a1.sinks.k1.chanel = c1
            oops = 1
            """);
        Assert.Equal(
        [
            "flume.conf:5: error: a1.sources.r1: names the channel 'cx', which a1.channels does not list (try: c1)",
            "flume.conf:6: error: a1.sources.r2: has no type (try: a1.sources.r2.type = ...)",
            "flume.conf:7: error: a1.channels.c1: is connected to no source and no sink",
            "flume.conf:8: error: a1.sinks.k1: has no channel (try: 'channel' instead of 'chanel')",
            "flume.conf:10: error: oops: belongs to no agent (try: AGENT.sources, AGENT.sources.NAME.OPTION and the like)",
        ], _reading.Lines(configuration));
        Assert.Equal(["a1.channels.c1", "a1.sources.r1", "a1.sinks.k1"], configuration.Agents[0].Components.Select(component => component.Path));
    }

    [Fact]
    public void A_property_that_another_value_refers_to_needs_no_agent()
    {
        Assert.Empty(_reading.Lines(_reading.Strict("host = h\n" + Reading.Agent + "a1.sources.r1.bind = ${host}\na1.vars.port = 1\na1.sources.r1.port = ${a1.vars.port}\n")));
    }

    [Fact]
    public void A_source_without_sinks_is_a_warning()
    {
        var configuration = _reading.Strict("a1.channels = c1\na1.sources = r1\na1.channels.c1.type = memory\na1.sources.r1.type = seq\na1.sources.r1.channels = c1\n");
        Assert.Equal(["flume.conf:1: warning: a1: Agent configuration for 'a1' has no sinks."], _reading.Lines(configuration));
    }

    [Fact]
    public void The_problems_of_one_agent_can_be_told_from_those_of_another()
    {
        var configuration = _reading.Strict(Reading.Agent + "a2.channels = c1\na2.channels.c1.x = 1\na2.sources = r1\na11.sources = r1\n");
        Assert.Empty(configuration.Problems.Of("a1"));
        Assert.NotEmpty(configuration.Problems.Of("a2"));
    }
}
