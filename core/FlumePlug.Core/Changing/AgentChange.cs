using FlumePlug.Core.Changing;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;

namespace FlumePlug.Core;

/// <summary>What would change in a running agent; nothing of it has happened.</summary>
public sealed class AgentChange
{
    internal AgentChange(AgentGraph from, AgentGraph to)
    {
        (From, To) = (from, to);
        IsEmpty = new GraphDifference(from, to).IsEmpty;
    }

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty { get; }

    /// <summary>The plugins whose code the agent would run.</summary>
    public IReadOnlyList<Plugin> Plugins => [.. To.Plugins];

    internal AgentGraph From { get; }

    internal AgentGraph To { get; }
}
