using System.Net;
using System.Net.Sockets;
using FlumePlug.Http.Server;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FlumePlug.Http;

/// <summary>
/// Takes events by HTTP: a handler makes each request a batch, which is put whole before the client is answered (Flume's
/// HTTPSource).
/// </summary>
[Source("http", Aliases = ["org.apache.flume.source.http.HTTPSource"],
    Summary = "HTTP server: a handler makes each request a batch of events.")]
public sealed class HttpSource : ISource, IDisposable
{
    // By no clock but the machine's.
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);

    private readonly HttpOptions _options;
    private readonly ComponentContext _context;
    private readonly ServerTls? _tls;
    private readonly Requests _requests;
    private readonly KestrelServerOptions _limits;
    private KestrelServer? _server;

    /// <summary>Opens nothing yet.</summary>
    /// <exception cref="ConfigurationException">The options cannot work.</exception>
    public HttpSource(HttpOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context, _tls) = (options, context, ServerTls.Create(options, context));
        _requests = new Requests(context.Create(options.Handler), options, context);
        _limits = ServerLimits.Of(options);
    }

    /// <summary>The port it listens on, once started.</summary>
    public int Port { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The port is taken, or may not be used.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        ServerLimits.TellUnused(_options, _context.Logger);
        ServerLimits.Listen(_limits, await BindAddress.ResolveAsync(_options.Bind, _options.Port, cancellationToken), _tls, _context);
        _server = new KestrelServer(Options.Create(_limits), ServerLimits.Sockets(_options, _context), NullLoggerFactory.Instance);
        try
        {
            await _server.StartAsync(_requests, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new IOException(
                $"The http source cannot listen on {_options.Bind}:{_options.Port}; free the port or choose another: {failure.Message}", failure);
        }
        Port = new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        _context.Logger.LogInformation("Listening on {Address}:{Port}{Tls}", _options.Bind, Port, _tls is null ? "" : " (TLS)");
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var server = _server ?? throw new InvalidOperationException("The source was not started.");
        using var puts = new CancellationTokenSource();
        _requests.Run(channels, puts.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        puts.CancelAfter(PutGrace);
        await StopAsync(server, puts.Token);
    }

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
            await StopAsync(server, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _server?.Dispose();

    // Waits for requests under way until the token ends them.
    private static async Task StopAsync(KestrelServer server, CancellationToken cancellationToken)
    {
        try
        {
            await server.StopAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
