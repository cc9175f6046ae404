using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>The parts of an agent, connected and not started.</summary>
/// <param name="Counters">Every component's counters, in the order channels, sinks, sources.</param>
internal sealed record AgentGraph(
    IReadOnlyList<ChannelHost> Channels, IReadOnlyList<SinkRunner> SinkRunners, IReadOnlyList<SourceRunner> Sources,
    IReadOnlyList<ComponentCounters> Counters);
