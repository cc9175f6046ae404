using System.Collections.Immutable;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>
/// Flume's validation of one agent (FlumeConfiguration.AgentConfiguration.isValid), in its order: config filters, channels,
/// sources, sinks, sink groups. Strict, every component with a type is kept so that its options can be checked too.
/// </summary>
internal sealed class AgentValidator(
    AgentDraft agent, CreateConfigFilter? createFilter, Findings findings, UnresolvedReport unresolved)
{
    /// <summary>The agent, or null when Flume would drop it as a whole.</summary>
    public AgentConfig? Validate()
    {
        var rules = new ComponentRules(agent, findings);
        var filters = rules.Typed(ConfigKind.ConfigFilter);
        ConfigFilters.Apply(agent, filters, createFilter, findings);
        unresolved.Report(agent);

        var channels = rules.Typed(ConfigKind.Channel);
        if (!HasChannels(channels) && !findings.Strict) return Removed();

        var known = findings.Strict ? rules.Listed(ConfigKind.Channel) : [.. channels.Select(channel => channel.Name)];
        var connections = new ConnectionRules(agent, known, findings);
        var sources = connections.Sources(rules.Typed(ConfigKind.Source));
        var sinks = connections.Sinks(rules.Typed(ConfigKind.Sink));
        WarnOfMissing(ConfigKind.Source);
        WarnOfMissing(ConfigKind.Sink);

        var knownSinks = findings.Strict ? rules.Listed(ConfigKind.Sink) : [.. sinks.Select(sink => sink.Name)];
        var groups = new SinkGroupRules(agent, knownSinks, findings).Groups(rules.Typed(ConfigKind.SinkGroup));
        rules.WarnOfUnlisted();

        if (sources.IsEmpty && sinks.IsEmpty)
        {
            if (agent.List(ConfigKind.Source) is null && agent.List(ConfigKind.Sink) is null || !findings.Strict)
            {
                findings.Dropped(
                    agent.Location, agent.Name, "has no sources and no sinks",
                    $"Agent configuration for '{agent.Name}' has no sources or sinks. Will be marked invalid.");
            }
            if (!findings.Strict) return Removed();
        }
        channels = connections.Connected(channels, sources, sinks);
        return new AgentConfig(agent.Name, agent.Location, filters, channels, sources, sinks, groups);
    }

    private bool HasChannels(ImmutableArray<ComponentConfig> channels)
    {
        if (agent.List(ConfigKind.Channel) is null)
        {
            findings.Dropped(
                agent.Location, agent.Name, "lists no channels",
                $"Agent configuration for '{agent.Name}' does not contain any channels. Marking it as invalid.",
                $"{agent.Name}.channels = NAME");
            return false;
        }
        if (!channels.IsEmpty) return true;
        if (!findings.Strict)
        {
            findings.Problems.Warning(
                agent.List(ConfigKind.Channel)!.Location, agent.Name,
                $"Agent configuration for '{agent.Name}' does not contain any valid channels. Marking it as invalid.");
        }
        return false;
    }

    private void WarnOfMissing(ConfigKind kind)
    {
        if (agent.List(kind) is null)
            findings.Problems.Warning(
                agent.Location, agent.Name, $"Agent configuration for '{agent.Name}' has no {kind.Section()}.");
    }

    private AgentConfig? Removed()
    {
        findings.Problems.Warning(
            agent.Location, agent.Name, $"Agent configuration invalid for agent '{agent.Name}'. It will be removed.");
        return null;
    }
}
