using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Avro;

/// <summary>What an <see cref="AvroSink"/> can be told.</summary>
public sealed class AvroSinkOptions : ClientTlsOptions, IOptionRules
{
    /// <summary>The shortest time-out: Flume takes a shorter one for a mistake.</summary>
    public const int ShortestTimeout = 1000;

    /// <summary>The server's host.</summary>
    [Option("hostname", Required = true, Summary = "Host name or address of the next agent's avro source.")]
    public string Hostname { get; init; } = null!;

    /// <summary>The server's port.</summary>
    [Option("port", Required = true, Summary = "TCP port of the next agent's avro source.")]
    [Range(1, 65535)]
    public int Port { get; init; }

    /// <summary>The most events of a call.</summary>
    [Option("batch-size", Default = 100, Unit = "events", BadValueIsDefault = true, Summary = "Most events of one call, which are stored there together.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    /// <summary>How long a connection may take to be made, its handshakes included.</summary>
    [Option("connect-timeout", Default = 20_000L, Unit = "ms", BadValueIsDefault = true,
        Summary = "Longest time to connect and shake hands.")]
    [Range(ShortestTimeout, int.MaxValue)]
    public long ConnectTimeout { get; init; }

    /// <summary>How long a call may take.</summary>
    [Option("request-timeout", Default = 20_000L, Unit = "ms", BadValueIsDefault = true,
        Summary = "Longest time that a call may take until it is answered.")]
    [Range(ShortestTimeout, int.MaxValue)]
    public long RequestTimeout { get; init; }

    /// <summary>After how long a connection is made anew; 0: never.</summary>
    [Option("reset-connection-interval", Default = 0, Unit = "s", BadValueIsDefault = true,
        Summary = "Connect anew after so long, for load balancers in between; 0: never.")]
    [Range(0, int.MaxValue)]
    public int ResetConnectionInterval { get; init; }

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

    /// <summary>The names of the hosts; the first one counts.</summary>
    [Option("hosts", Default = "h1", Summary = "Names under hosts.; the first one is connected to.")]
    public IReadOnlyList<string> Hosts { get; init; } = null!;

    /// <summary>The hosts by name.</summary>
    [Option("hosts.", Summary = "host:port of a name; hosts.h1 stands before hostname and port.")]
    public IReadOnlyDictionary<string, string> HostsByName { get; init; } = null!;

    /// <summary>Where to connect.</summary>
    internal HostPort Target =>
        HostsByName is not null && Hosts is [var first, ..] && HostsByName.TryGetValue(first, out var given) ? HostPort.Parse(given) : new(Hostname, Port);

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (!ClientType.Equals("default", StringComparison.OrdinalIgnoreCase))
            yield return new("client.type", $"'{ClientType}' is not available behind the sink: use a sink group (processor.type = failover "
                + "or load_balance) of several avro sinks, or the thrift sink");
        if (HostFault() is { } fault)
            yield return new("hosts", fault);
    }

    private string? HostFault()
    {
        try
        {
            _ = Target;
            return Hosts is [var first, ..] && first != "h1" && !HostsByName.ContainsKey(first) ? $"Host not found: {first}" : null;
        }
        catch (FormatException malformed)
        {
            return malformed.Message;
        }
    }
}

/// <summary>A host and a port.</summary>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <exception cref="FormatException">It is none, in Flume's words.</exception>
    public static HostPort Parse(string text)
    {
        var parts = text.Trim().Split(':');
        if (parts.Length != 2 || parts[0].Length == 0)
            throw new FormatException($"Invalid hostname: {text}");
        return int.TryParse(parts[1], out var port) && port is > 0 and < 65536 ? new(parts[0], port) : throw new FormatException($"Invalid Port: {parts[1]}");
    }

    public override string ToString() => $"{Host}:{Port}";
}
