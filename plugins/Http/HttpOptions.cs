using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Http;

/// <summary>What an <see cref="HttpSource"/> can be told.</summary>
public sealed class HttpOptions : ServerTlsOptions
{
    /// <summary>The address to listen on.</summary>
    [Option("bind", Default = "0.0.0.0", Summary = "Address or host name to listen on; 0.0.0.0 for every address.")]
    public string Bind { get; init; } = null!;

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "TCP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>What makes requests events.</summary>
    [Slot("handler", Default = "org.apache.flume.source.http.JSONHandler", Summary = "What makes a request events.")]
    public Slot<IHttpHandler> Handler { get; init; } = null!;

    /// <inheritdoc/>
    [Option("ssl", Aliases = ["enableSSL"], Default = false, Summary = "Use TLS.")]
    public override bool Ssl { get; init; }

    /// <inheritdoc/>
    [Option("keystore-password", Aliases = ["keystorePassword"], Secret = true,
        Summary = "Password of the keystore and of its key; default: javax.net.ssl.keyStorePassword.")]
    public override string? KeystorePassword { get; init; }

    /// <inheritdoc/>
    [Option("exclude-protocols", Aliases = ["excludeProtocols"], Default = "SSLv3", Summary = "TLS protocols that are not used; SSLv3 never is.")]
    public override IReadOnlyList<string> ExcludeProtocols { get; init; } = null!;

    /// <summary>Ours: the longest body of a request.</summary>
    [Option("max-body-bytes", Default = 134_217_728L, Unit = "bytes",
        Summary = "Longest body of a request, as it comes and unpacked; four times as much for all at a time, beside 16 KB that each has. FlumePlug's own, not in Flume.")]
    [Range(1L, 2_000_000_000L)]
    public long MaxBodyBytes { get; init; }

    /// <summary>Ours: how slow a body may come.</summary>
    [Option("min-body-rate", Default = 240, Unit = "bytes/s",
        Summary = "Slowest body that is waited for, five seconds after it began; 0: any. FlumePlug's own, not in Flume.")]
    [Range(0, int.MaxValue)]
    public int MinBodyRate { get; init; }

    /// <summary>Ours: the most request headers.</summary>
    [Option("max-headers", Default = 100, Unit = "headers", Summary = "Most headers of a request. FlumePlug's own, not in Flume.")]
    [Range(1, int.MaxValue)]
    public int MaxHeaders { get; init; }

    /// <summary>Ours: the most connections at a time.</summary>
    [Option("max-connections", Default = 50_000, Unit = "connections",
        Summary = "Most connections at a time; one more is closed. FlumePlug's own, not in Flume.")]
    [Range(1, int.MaxValue)]
    public int MaxConnections { get; init; }

    /// <summary>Ours: when a client that was told to come back is to do so.</summary>
    [Option("retry-after", Default = 1, Unit = "s",
        Summary = "What Retry-After says when the channel is full. FlumePlug's own, not in Flume.")]
    [Range(0, int.MaxValue)]
    public int RetryAfter { get; init; }

    /// <summary>Settings of Jetty's thread pool.</summary>
    [Option("QueuedThreadPool.", Summary = "Accepted for Flume's sake: requests share the agent's threads.")]
    public IReadOnlyDictionary<string, string> QueuedThreadPool { get; init; } = null!;

    /// <summary>Settings of Jetty's HTTP; one is known here.</summary>
    [Option("HttpConfiguration.", Summary = "requestHeaderSize (bytes) limits the headers of a request; the others are accepted for Flume's sake.")]
    public IReadOnlyDictionary<string, string> HttpConfiguration { get; init; } = null!;

    /// <summary>Settings of Jetty's TLS.</summary>
    [Option("SslContextFactory.", Summary = "Accepted for Flume's sake: the ssl options say the same.")]
    public IReadOnlyDictionary<string, string> SslContextFactory { get; init; } = null!;

    /// <summary>Settings of Jetty's connector; two are known here.</summary>
    [Option("ServerConnector.",
        Summary = "idleTimeout (ms) closes idle connections, acceptQueueSize is the backlog; the others are accepted for Flume's sake.")]
    public IReadOnlyDictionary<string, string> ServerConnector { get; init; } = null!;
}
