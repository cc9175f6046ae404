using FlumePlug.Core.Configuration;
using FlumePlug.Logging;

namespace FlumePlug.Commands;

/// <summary>What a verb was asked to run or check, whichever command line said so.</summary>
internal sealed record Invocation
{
    /// <summary>Strict for <c>run</c> and <c>validate</c>, lenient for <c>agent</c>.</summary>
    public required ReadMode Mode { get; init; }

    /// <summary>Configuration files, later ones override.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The agent; null: the only one there is.</summary>
    public string? AgentName { get; init; }

    /// <summary>Flume's <c>--conf</c>.</summary>
    public string? ConfDirectory { get; init; }

    /// <summary>The <c>-Dkey=value</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Places to look for plugins beside the agent's own.</summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = [];

    /// <summary>How to log.</summary>
    public LogSettings Logging { get; init; } = LogSettings.Default;

    /// <summary>How long a stop may take to empty the channels.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to end where the agent would start.</summary>
    public bool DryRun { get; init; }

    /// <summary>How often the configuration is looked at; infinite: it is not followed.</summary>
    public TimeSpan PollInterval { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Things to say once before anything else.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
