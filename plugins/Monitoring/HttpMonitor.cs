using FlumePlug.Http.Server;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FlumePlug.Monitoring;

/// <summary>Serves the counters of every component as JSON at <c>/metrics</c> (Flume's HTTPMetricsServer).</summary>
/// <remarks>
/// Kestrel by itself, without the host, routing and configuration of a web application: those would cost 17 MB and 0.2 s more.
/// </remarks>
[Monitor("http", Aliases = ["org.apache.flume.instrumentation.http.HTTPMetricsServer"], Summary = "Serves the counters as JSON at /metrics.")]
public sealed class HttpMonitor : IMonitor, IDisposable
{
    // So few that they fit in the reserve of file handles, and metrics are served when sources have used up all others.
    private const int MostConnections = 16;
    private const int MostRequestBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpMonitorOptions _options;
    private readonly ComponentContext _context;
    private readonly MetricsPages _pages;
    private readonly KestrelServer _server;

    /// <summary>Listens from the start on.</summary>
    public HttpMonitor(HttpMonitorOptions options, ComponentContext context, ICounterReader counters)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        _pages = new MetricsPages(counters, context.Problems);
        _server = new KestrelServer(
            Options.Create(Limited(options.Port)),
            new LimitedSockets(new SocketTransportOptions(), MostConnections, keepsReserve: false, reason =>
                context.Problems.Report($"A connection was refused: {reason} (at most {MostConnections}).", level: LogLevel.Warning)),
            NullLoggerFactory.Instance);
    }

    /// <summary>The port it listens on, once it has started.</summary>
    public int Port { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The port is taken, or may not be used.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(_pages, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            throw new IOException(
                $"The http monitor cannot listen on port {_options.Port}; free it or choose another with flume.monitoring.port: {failure.Message}",
                failure);
        }
        Port = new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        _context.Logger.LogInformation("Metrics are served on port {Port} at /metrics.", Port);
    }

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancellationToken) => await _server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private static KestrelServerOptions Limited(int port)
    {
        var limited = new KestrelServerOptions { AddServerHeader = false };
        limited.Limits.MaxRequestBodySize = MostRequestBytes;
        limited.Limits.KeepAliveTimeout = Patience;
        limited.Limits.RequestHeadersTimeout = Patience;
        limited.ListenAnyIP(port, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        return limited;
    }
}
