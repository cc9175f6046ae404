using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Avro;

/// <summary>What an <see cref="AvroSource"/> can be told.</summary>
public sealed class AvroSourceOptions : ServerTlsOptions, IOptionRules
{
    /// <summary>The address to listen on.</summary>
    [Option("bind", Required = true, Summary = "Address or host name to listen on; 0.0.0.0 for every address.")]
    public string Bind { get; init; } = null!;

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "TCP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>Without meaning, as in Flume since 1.10.</summary>
    [Option("threads", Default = 0, BadValueIsDefault = true, Summary = "Accepted for Flume's sake: connections need no threads of their own.")]
    public int Threads { get; init; }

    /// <summary>Whether connections are compressed.</summary>
    [Option("compression-type", Default = "none", Summary = "none or deflate; the clients' setting must be the same.")]
    public CompressionType CompressionType { get; init; }

    /// <summary>Whether the rules are used.</summary>
    [Option("ipFilter", Default = false, Summary = "Apply ipFilterRules to connections.")]
    public bool IpFilter { get; init; }

    /// <summary>Who may connect.</summary>
    [Option("ipFilterRules", Summary = "Rules allow|deny:ip|name:pattern, separated by commas; the first that matches decides, none allows.")]
    public string? IpFilterRules { get; init; }

    /// <summary>Ours: the largest message.</summary>
    [Option("max-message-size", Default = 256 * 1024 * 1024, Unit = "bytes",
        Summary = "Largest call that is accepted; a client that sends more is disconnected. FlumePlug's own, not in Flume.")]
    [Range(1024, int.MaxValue)]
    public int MaxMessageSize { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (!IpFilter)
            yield break;
        if (string.IsNullOrWhiteSpace(IpFilterRules))
            yield return new("ipFilterRules", "it is required when ipFilter is true");
        else if (FlumePlug.Avro.IpFilter.Fault(IpFilterRules) is { } fault)
            yield return new("ipFilterRules", fault);
    }
}
