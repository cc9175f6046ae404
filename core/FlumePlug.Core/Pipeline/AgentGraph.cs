using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>The parts of an agent, connected and not started.</summary>
internal sealed record AgentGraph(
    IReadOnlyList<ChannelHost> Channels, IReadOnlyList<SinkRunner> SinkRunners, IReadOnlyList<SourceRunner> Sources)
{
    /// <summary>Every component's counters, in the order channels, sinks, sources.</summary>
    public IReadOnlyList<ComponentCounters> Counters { get; } =
    [
        .. Channels.Select(channel => channel.Component.Counters),
        .. SinkRunners.SelectMany(runner => runner.Members).Select(member => member.Component.Counters),
        .. Sources.Select(source => source.Component.Counters),
    ];
}
