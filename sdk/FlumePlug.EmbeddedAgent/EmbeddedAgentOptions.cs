using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlumePlug.Embedded;

/// <summary>What an <see cref="EmbeddedAgent"/> takes from the application around it.</summary>
public sealed record EmbeddedAgentOptions
{
    /// <summary>
    /// Folders with plugins, besides <c>plugins/</c> beside the application and those of the variable FLUMEPLUG_PLUGINS: the
    /// <c>plugins</c> folder of an installed FlumePlug, for one.
    /// </summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = [];

    /// <summary>Where the agent and its components log.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a stop waits for the sinks to send what is in the channel.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
