using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Changing;

/// <summary>A source that runs on while its puts change to another path.</summary>
internal sealed record PathExchange(SourceRunner Runner, PutPath Old, PutPath New);

/// <summary>A channel whose options changed: the old place and the new one.</summary>
internal sealed record ChannelPair(ChannelHost Old, ChannelHost New);

/// <summary>What distinguishes two graphs. What both hold is the same object in both.</summary>
internal sealed class GraphDifference
{
    public GraphDifference(AgentGraph from, AgentGraph to)
    {
        LeavingChannels = [.. from.Channels.Where(old => to.Channels.All(kept => kept.Name != old.Name))];
        NewChannels = [.. to.Channels.Where(added => from.Channels.All(old => old.Name != added.Name))];
        ChangedChannels = [.. from.Channels.Join(to.Channels, old => old.Name, next => next.Name, (old, next) => new ChannelPair(old, next))
            .Where(pair => pair.Old != pair.New)];

        LeavingRunners = [.. from.SinkRunners.Except(to.SinkRunners)];
        NewRunners = [.. to.SinkRunners.Except(from.SinkRunners)];
        var (oldSinks, newSinks) = (from.Turns.Select(turn => turn.Component), to.Turns.Select(turn => turn.Component));
        LeavingSinks = [.. oldSinks.Except(newSinks)];
        NewSinks = [.. newSinks.Except(oldSinks)];

        var runsOn = from.Sources.Join(to.Sources, old => old.Runner, next => next.Runner, (old, next) => (Old: old, New: next)).ToList();
        LeavingSources = [.. from.Sources.Where(old => runsOn.TrueForAll(pair => pair.Old != old))];
        NewSources = [.. to.Sources.Where(added => runsOn.TrueForAll(pair => pair.New != added))];
        Exchanges = [.. runsOn.Where(pair => pair.Old.Path != pair.New.Path)
            .Select(pair => new PathExchange(pair.Old.Runner, pair.Old.Path, pair.New.Path))];
    }

    public IReadOnlyList<ChannelHost> LeavingChannels { get; }

    public IReadOnlyList<ChannelHost> NewChannels { get; }

    public IReadOnlyList<ChannelPair> ChangedChannels { get; }

    /// <summary>Also runners whose sinks all stay, but in another group or with another channel.</summary>
    public IReadOnlyList<SinkRunner> LeavingRunners { get; }

    public IReadOnlyList<SinkRunner> NewRunners { get; }

    public IReadOnlyList<HostedComponent<ISink>> LeavingSinks { get; }

    public IReadOnlyList<HostedComponent<ISink>> NewSinks { get; }

    public IReadOnlyList<SourceNode> LeavingSources { get; }

    public IReadOnlyList<SourceNode> NewSources { get; }

    public IReadOnlyList<PathExchange> Exchanges { get; }

    public bool IsEmpty => LeavingChannels.Count + NewChannels.Count + ChangedChannels.Count + LeavingRunners.Count + NewRunners.Count
        + LeavingSources.Count + NewSources.Count + Exchanges.Count == 0;
}
