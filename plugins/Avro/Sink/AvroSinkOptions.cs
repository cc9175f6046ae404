using System.ComponentModel.DataAnnotations;
using FlumePlug.Client;
using FlumePlug.Sdk;

namespace FlumePlug.Avro;

/// <summary>What an <see cref="AvroSink"/> can be told.</summary>
public sealed class AvroSinkOptions : RpcSinkOptions
{
    /// <summary>Whether the connection is compressed.</summary>
    [Option("compression-type", Default = "none", Summary = "none or deflate; the source's setting must be the same.")]
    public CompressionType CompressionType { get; init; }

    /// <summary>How hard it is compressed.</summary>
    [Option("compression-level", Default = 6, BadValueIsDefault = true, Summary = "Level of deflate: 0 (none) to 9 (most).")]
    [Range(0, 9)]
    public int CompressionLevel { get; init; }

    /// <summary>Ours: the order of compression and TLS before Flume 1.10.</summary>
    [Option("compress-inside-tls", Default = false,
        Summary = "With ssl and deflate both: compress inside TLS, as sources of Flume before 1.10 expect it. FlumePlug's own, not in Flume.")]
    public bool CompressInsideTls { get; init; }

    /// <summary>Without meaning, as in Flume since 1.10.</summary>
    [Option("maxIoWorkers", Summary = "Accepted for Flume's sake: connections need no threads of their own.")]
    public string? MaxIoWorkers { get; init; }

    /// <summary>Which of Flume's clients is behind the sink.</summary>
    [Option("client.type", Default = "default", Summary = "default; for several hosts use a sink group of several avro sinks.")]
    public string ClientType { get; init; } = null!;

    /// <summary>Of client.type.</summary>
    [Option("max-attempts", Summary = "Belongs to client.type default_failover.")]
    public string? MaxAttempts { get; init; }

    /// <summary>Of client.type.</summary>
    [Option("host-selector", Summary = "Belongs to client.type default_loadbalance.")]
    public string? HostSelector { get; init; }

    /// <summary>Of client.type.</summary>
    [Option("backoff", Summary = "Belongs to client.type default_loadbalance.")]
    public string? Backoff { get; init; }

    /// <summary>Of client.type.</summary>
    [Option("maxBackoff", Summary = "Belongs to client.type default_loadbalance.")]
    public string? MaxBackoff { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<OptionError> Check()
    {
        foreach (var error in base.Check())
            yield return error;
        if (!ClientType.Equals("default", StringComparison.OrdinalIgnoreCase))
            yield return new("client.type", $"'{ClientType}' is not available behind the sink: use a sink group (processor.type = failover "
                + "or load_balance) of several avro sinks, or the thrift sink");
    }
}
