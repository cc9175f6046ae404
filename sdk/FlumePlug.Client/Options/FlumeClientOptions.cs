using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Client;

/// <summary>Which of several hosts is sent to.</summary>
public enum HostChoice
{
    /// <summary>The first one alone (Flume's <c>default</c>).</summary>
    First,

    /// <summary>One until it fails, then the next one (<c>default_failover</c>).</summary>
    Failover,

    /// <summary>Another one with each call (<c>default_loadbalance</c>).</summary>
    LoadBalance,
}

/// <summary>In which order a load-balancing client tries its hosts.</summary>
public enum HostSelector
{
    /// <summary>In turn: each call starts one later than the last.</summary>
    RoundRobin,

    /// <summary>At random.</summary>
    Random,
}

/// <summary>What a client is told; the defaults are Flume's.</summary>
public sealed record FlumeClientOptions
{
    /// <summary>Flume's time-out for connecting and for a call.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Where the agents listen.</summary>
    public required IReadOnlyList<HostPort> Hosts { get; init; }

    /// <summary>Which of them is sent to.</summary>
    public HostChoice Choice { get; init; }

    /// <summary>The most events of one call; at most the transactionCapacity of the agent's channels.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>The longest time to connect and shake hands.</summary>
    public TimeSpan ConnectTimeout { get; init; } = DefaultTimeout;

    /// <summary>The longest time until a call is answered; after it the connection is closed.</summary>
    public TimeSpan RequestTimeout { get; init; } = DefaultTimeout;

    /// <summary>Of <see cref="HostChoice.Failover"/>: how often a call is sent before it fails; null: once to each host.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Of <see cref="HostChoice.LoadBalance"/>: in which order hosts are tried.</summary>
    public HostSelector Selector { get; init; }

    /// <summary>Of <see cref="HostChoice.LoadBalance"/>: whether a host that failed is left out for a time that doubles.</summary>
    public bool Backoff { get; init; }

    /// <summary>The longest time that a host is left out.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The encoding of a <c>thrift</c> source; null: the hosts have <c>avro</c> sources.</summary>
    public ThriftProtocol? Thrift { get; init; }

    /// <summary>Of <see cref="Thrift"/>: the most connections to a host, each of which has one call at a time.</summary>
    public int MaxConnections { get; init; } = 5;

    /// <summary>Whether the connections are compressed; the agent's source must say the same.</summary>
    public bool Deflate { get; init; }

    /// <summary>How hard: 0 to 9.</summary>
    public int CompressionLevel { get; init; } = 6;

    /// <summary>With TLS and compression both: compress inside TLS, as Flume before 1.10.</summary>
    public bool CompressInsideTls { get; init; }

    /// <summary>TLS; null, or with Ssl false: none. Host names are verified unless it says otherwise.</summary>
    public ClientTlsOptions? Tls { get; init; }

    /// <summary>What counts where <see cref="Tls"/> does not say whether host names are verified.</summary>
    internal bool VerifiesHostname { get; init; } = true;

    /// <exception cref="ConfigurationException">They cannot work.</exception>
    internal void Check()
    {
        if (Hosts is null or [])
            throw new ConfigurationException("Hosts list is invalid: a client needs at least one host.");
        if (Choice == HostChoice.LoadBalance && Hosts.Count < 2)
            throw new ConfigurationException("At least two hosts are required to use the load balancing RPC client.");
        if (BatchSize < 1)
            throw new ConfigurationException($"A batch size of {BatchSize} events is impossible: it must be at least 1.");
        if (MaxConnections < 1)
            throw new ConfigurationException($"At most {MaxConnections} connections are impossible: it must be at least 1.");
        if (Thrift is not null && Deflate)
            throw new ConfigurationException("Thrift connections are not compressed: leave compression-type out.");
        if (ConnectTimeout <= TimeSpan.Zero || RequestTimeout <= TimeSpan.Zero)
            throw new ConfigurationException("The time-outs must be greater than zero.");
        if (CompressionLevel is < 0 or > 9)
            throw new ConfigurationException($"A compression level of {CompressionLevel} is impossible: it must be 0 to 9.");
    }
}
