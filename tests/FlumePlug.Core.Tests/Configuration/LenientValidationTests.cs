using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>Where lenient reading follows the guide instead of Flume's defects; the rest is compared with Flume itself.</summary>
public sealed class LenientValidationTests : IDisposable
{
    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void Broken_components_are_dropped_with_warnings_and_the_rest_runs()
    {
        var configuration = _reading.Lenient(
            Reading.Agent.Replace("a1.sinks = k1", "a1.sinks = k1 k2 k3", StringComparison.Ordinal)
            + "a1.sinks.k2.type = null\na1.sinks.k2.channel = c9\noops = 1\nalso.sources.r1.type = seq\n");
        Assert.Equal(
        [
            "flume.conf:3: warning: a1.sinks.k3: no context for sinkk3",
            "flume.conf:10: warning: a1.sinks.k2: Could not configure sink  k2 due to: Channel c9 not in active set.",
            "flume.conf:11: warning: oops: Configuration property ignored: oops = 1",
            "flume.conf:12: warning: also: Agent configuration for 'also' does not contain any channels. Marking it as invalid.",
            "flume.conf:12: warning: also: Agent configuration invalid for agent 'also'. It will be removed.",
        ], _reading.Lines(configuration));
        var agent = Assert.Single(configuration.Agents);
        Assert.Equal(["k1"], agent.Sinks.Select(sink => sink.Name));
        Assert.True(configuration.IsValid);
    }

    [Fact]
    public void A_group_without_sinks_is_removed_instead_of_ending_Flume()
    {
        var configuration = _reading.Lenient(Reading.Agent + "a1.sinkgroups = g1\na1.sinkgroups.g1.processor.type = failover\n");
        Assert.Equal(
            ["flume.conf:10: warning: a1.sinkgroups.g1: Could not configure sink group g1 due to: No available sinks for sinkgroup: g1. Sinkgroup will be removed"],
            _reading.Lines(configuration));
        Assert.Empty(configuration.Agents[0].SinkGroups);
        Assert.Single(configuration.Agents[0].Sinks);
    }

    [Fact]
    public void A_group_without_a_processor_type_has_the_default_one()
    {
        var configuration = _reading.Lenient(Reading.Agent + "a1.sinkgroups = g1\na1.sinkgroups.g1.sinks = k1\n");
        Assert.Equal("default", configuration.Agents[0].SinkGroups[0].Type);
        Assert.Single(_reading.Lines(configuration));
    }

    [Fact]
    public void A_load_balancing_selector_does_not_cost_the_source()
    {
        var configuration = _reading.Lenient(Reading.Agent + "a1.sources.r1.selector.type = load_balancing\n");
        Assert.Empty(_reading.Lines(configuration));
        Assert.Equal("load_balancing", configuration.Agents[0].Sources[0].Options.Text("selector.type"));
    }

    [Fact]
    public void A_channel_that_nothing_uses_is_removed_with_the_warning_that_Flume_gives_later()
    {
        var configuration = _reading.Lenient(
            Reading.Agent.Replace("a1.channels = c1", "a1.channels = c1 c2", StringComparison.Ordinal) + "a1.channels.c2.type = memory\n");
        Assert.Equal(["flume.conf:9: warning: a1.channels.c2: Channel c2 has no components connected and has been removed."], _reading.Lines(configuration));
        Assert.Equal(["c1"], configuration.Agents[0].Channels.Select(channel => channel.Name));
    }

    [Fact]
    public void The_first_of_two_lists_counts_whose_keys_are_equal_when_trimmed()
    {
        var configuration = _reading.Lenient(Reading.Agent + "a1.sinks\\  = k2\n");
        Assert.Equal(
        [
            "flume.conf:9: warning: a1: Duplicate sink list specfied for agent: a1",
            "flume.conf:9: warning: a1.sinks: Configuration property ignored: a1.sinks  = k2",
        ], _reading.Lines(configuration));
        Assert.Equal(["k1"], configuration.Agents[0].Sinks.Select(sink => sink.Name));
    }

    [Fact]
    public void Keys_and_values_are_trimmed_as_Java_trims()
    {
        var options = _reading.Lenient(Reading.Agent + "\\ \\ a1.sources.\\ r1\\ .x\\t = \\u0001 v\\u00a0 \\t \n").Agents[0].Sources[0].Options;
        Assert.Equal("v\u00a0", options.Text("x"));
    }
}
