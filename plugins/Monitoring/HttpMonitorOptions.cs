using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Monitoring;

/// <summary>Options of <see cref="HttpMonitor"/>.</summary>
public sealed class HttpMonitorOptions
{
    /// <summary>The port, on all addresses; 0: any free one.</summary>
    [Option("port", Default = 41414, Summary = "The port to serve /metrics on, on all addresses.")]
    [Range(0, 65535)]
    public int Port { get; init; }
}
