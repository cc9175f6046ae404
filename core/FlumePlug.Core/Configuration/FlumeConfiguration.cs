using System.Collections.Immutable;

namespace FlumePlug.Core.Configuration;

/// <summary>What the files say: agents in the order of their first property, and everything that is wrong.</summary>
/// <param name="Agents">
/// Lenient: what Flume would run. Strict: every component that can be checked further, also after errors, so that all
/// errors can be shown at once; start it only when <see cref="IsValid"/>.
/// </param>
/// <param name="Problems">Later steps add theirs.</param>
public sealed record FlumeConfiguration(ImmutableArray<AgentConfig> Agents, ConfigProblems Problems)
{
    /// <summary>True when there are no errors; warnings do not count.</summary>
    public bool IsValid => !Problems.HasErrors;

    /// <summary>The agent of this name, or null.</summary>
    public AgentConfig? Find(string name) => Agents.FirstOrDefault(agent => agent.Name == name);
}
