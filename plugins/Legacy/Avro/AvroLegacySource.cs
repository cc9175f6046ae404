using System.Net.Sockets;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FlumePlug.Legacy;

/// <summary>Takes events from the Avro sinks of Flume 0.9, which send them by HTTP (Flume's AvroLegacySource).</summary>
[Source("avroLegacy", Aliases = ["org.apache.flume.source.avroLegacy.AvroLegacySource"],
    Summary = "Avro server, by HTTP, for agents of Flume 0.9.")]
public sealed class AvroLegacySource : ISource, IDisposable
{
    // A request brings one event.
    private const int MostBytes = 16 * 1024 * 1024;

    // By no clock but the machine's.
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);

    private readonly LegacyOptions _options;
    private readonly ComponentContext _context;
    private readonly OldRequests _requests;
    private KestrelServer? _server;

    /// <summary>Listens with the start.</summary>
    public AvroLegacySource(LegacyOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context, _requests) = (options, context, new OldRequests(context));
    }

    /// <summary>The port it listens on, once started.</summary>
    public int Port { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The port is taken, or may not be used.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var settings = new KestrelServerOptions { AddServerHeader = false };
        settings.Limits.MaxRequestBodySize = MostBytes;
        settings.Listen(await BindAddress.ResolveAsync(_options.Host, _options.Port, cancellationToken), endpoint => endpoint.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(settings),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        try
        {
            await _server.StartAsync(_requests, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new IOException($"Cannot listen on {_options.Host}:{_options.Port}; free the port or choose another: {failure.Message}", failure);
        }
        Port = new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        _context.Logger.LogInformation("Listening on {Address}:{Port}", _options.Host, Port);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var puts = new CancellationTokenSource();
        _requests.Run(channels, puts.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        puts.CancelAfter(PutGrace);
        await StopAsync(puts.Token);
    }

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (_server?.StopAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _server?.Dispose();
}
