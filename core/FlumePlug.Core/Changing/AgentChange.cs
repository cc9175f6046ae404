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
        var difference = new GraphDifference(from, to);
        IsEmpty = difference.IsEmpty;
        Lines = [.. ChangeLines.Of(from, to, difference)];
    }

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty { get; }

    /// <summary>What happens to each component: channels, sinks, sources, each in the order of the configurations.</summary>
    public IReadOnlyList<ChangeLine> Lines { get; }

    /// <summary>The plugins whose code the agent would run.</summary>
    public IReadOnlyList<Plugin> Plugins => [.. To.Plugins];

    internal AgentGraph From { get; }

    internal AgentGraph To { get; }
}

/// <summary>What happens to one component.</summary>
/// <param name="Verb">start, stop, restart, change or keep.</param>
/// <param name="Component">source r1.</param>
/// <param name="Note">What changes in it, and which of its events are at risk.</param>
public sealed record ChangeLine(string Verb, string Component, string? Note = null)
{
    /// <inheritdoc/>
    public override string ToString() => Note is null ? $"{Verb} {Component}" : $"{Verb} {Component}: {Note}";
}
