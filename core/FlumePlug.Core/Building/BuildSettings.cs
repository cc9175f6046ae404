using FlumePlug.Core.Configuration;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Building;

/// <summary>What building an agent depends on besides its configuration and the plugins.</summary>
public sealed record BuildSettings
{
    /// <summary>Strict: every problem is an error. Lenient: what cannot be built is dropped with a warning, as Flume does.</summary>
    public required ReadMode Mode { get; init; }

    /// <summary>Makes the components' loggers.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The <c>-Dkey=value</c> of the command line.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
