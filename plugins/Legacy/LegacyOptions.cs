using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Legacy;

/// <summary>What the sources for agents of Flume 0.9 can be told.</summary>
public sealed class LegacyOptions
{
    /// <summary>The address to listen on.</summary>
    [Option("host", Required = true, Summary = "Address or host name to listen on; 0.0.0.0 for every address.")]
    public string Host { get; init; } = null!;

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "TCP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>Without meaning, as in Flume.</summary>
    [Option("bind", Summary = "Stands in the examples of Flume's guide and means nothing: write host.")]
    public string? Bind { get; init; }
}
