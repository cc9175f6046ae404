using System.Globalization;
using System.Net;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Http.Server;

/// <summary>Kestrel as the options want it; what Flume gives to Jetty's setters is taken over where it has a meaning here.</summary>
internal static class ServerLimits
{
    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    // Jetty's.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    public static KestrelServerOptions Of(HttpOptions options)
    {
        var server = new KestrelServerOptions { AddServerHeader = false };
        var limits = server.Limits;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.MinRequestBodyDataRate = options.MinBodyRate == 0 ? null : new MinDataRate(options.MinBodyRate, BodyGrace);
        if (Number(options.HttpConfiguration, "requestHeaderSize") is { } headerBytes)
        {
            limits.MaxRequestHeadersTotalSize = headerBytes;
            limits.MaxRequestLineSize = headerBytes;
        }
        var idle = Number(options.ServerConnector, "idleTimeout") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : IdleTimeout;
        limits.KeepAliveTimeout = idle;
        limits.RequestHeadersTimeout = idle;
        return server;
    }

    public static LimitedSockets Sockets(HttpOptions options, ComponentContext context)
    {
        var transport = new SocketTransportOptions();
        if (Number(options.ServerConnector, "acceptQueueSize") is { } backlog)
            transport.Backlog = backlog;
        return new LimitedSockets(transport, options.MaxConnections, keepsReserve: true, reason =>
        {
            context.Counters[CounterNames.GenericProcessingFail].Increment();
            context.Problems.Report($"A connection was refused: {reason} (max-connections = {options.MaxConnections}).", level: LogLevel.Warning);
        });
    }

    /// <summary>Listens on an address, with TLS where it is on.</summary>
    public static void Listen(KestrelServerOptions server, IPEndPoint address, ServerTls? tls, ComponentContext context) => server.Listen(address, endpoint =>
    {
        endpoint.Protocols = HttpProtocols.Http1;
        if (tls is not null)
            endpoint.Use(next => TlsConnections.Around(next, tls, context));
    });

    /// <summary>Says which of Jetty's settings mean nothing here.</summary>
    public static void TellUnused(HttpOptions options, ILogger logger)
    {
        var unused = options.QueuedThreadPool.Keys.Select(key => "QueuedThreadPool." + key)
            .Concat(options.SslContextFactory.Keys.Select(key => "SslContextFactory." + key))
            .Concat(options.HttpConfiguration.Keys.Where(key => key != "requestHeaderSize").Select(key => "HttpConfiguration." + key))
            .Concat(options.ServerConnector.Keys.Where(key => key is not ("idleTimeout" or "acceptQueueSize")).Select(key => "ServerConnector." + key))
            .ToList();
        if (unused.Count > 0)
            logger.LogInformation("Settings of Flume's web server that mean nothing here: {Settings}", string.Join(", ", unused));
    }

    private static int? Number(IReadOnlyDictionary<string, string> settings, string name) =>
        !settings.TryGetValue(name, out var text) ? null
        : int.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new ConfigurationException($"'{text}' is no value for {name}: it must be a whole number from 1 on");
}
