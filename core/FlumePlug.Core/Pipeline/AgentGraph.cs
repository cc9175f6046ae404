using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>A source and the path that its puts take.</summary>
internal sealed record SourceNode(SourceRunner Runner, PutPath Path);

/// <summary>
/// The parts of an agent, connected. Immutable: a running agent goes from one graph to another, and what both hold runs on.
/// </summary>
internal sealed record AgentGraph(
    IReadOnlyList<ChannelHost> Channels, IReadOnlyList<SinkRunner> SinkRunners, IReadOnlyList<SourceNode> Sources)
{
    public static AgentGraph Empty { get; } = new([], [], []);

    public bool IsEmpty => Channels.Count == 0 && SinkRunners.Count == 0 && Sources.Count == 0;

    /// <summary>Every sink's turns, in the order of their runners.</summary>
    public IEnumerable<SinkTurn> Turns => SinkRunners.SelectMany(runner => runner.Members);

    /// <summary>Every component's counters, in the order channels, sinks, sources.</summary>
    public IReadOnlyList<ComponentCounters> Counters { get; } =
    [
        .. Channels.Select(channel => channel.Component.Counters),
        .. SinkRunners.SelectMany(runner => runner.Members).Select(member => member.Component.Counters),
        .. Sources.Select(source => source.Runner.Component.Counters),
    ];

    /// <summary>How configurations name its sinks and sources: <c>a1.sources.r1</c>.</summary>
    public IEnumerable<string> Paths(string agent) => Turns.Select(turn => $"{agent}.sinks.{turn.Name}")
        .Concat(Sources.Select(source => $"{agent}.sources.{source.Runner.Name}"));

    /// <summary>Every plugin whose code some part of it runs.</summary>
    public IEnumerable<Plugin> Plugins => Channels.SelectMany(channel => new[] { channel.Origin, channel.Component.Origin })
        .Concat(Turns.Select(turn => turn.Component.Origin))
        .Concat(SinkRunners.Select(runner => runner.Origin))
        .Concat(Sources.SelectMany(source => source.Path.Origins.Append(source.Runner.Component.Origin)))
        .SelectMany(origin => origin?.Plugins ?? []).Distinct(ReferenceEqualityComparer.Instance).Cast<Plugin>();
}
