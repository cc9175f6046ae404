using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro.Ipc;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro;

/// <summary>Listens for Avro RPC: a call is answered OK once every required channel has stored its events (Flume's AvroSource).</summary>
[Source("avro", Aliases = ["org.apache.flume.source.AvroSource"],
    Summary = "Avro RPC server for the avro sinks, clients and log appenders of Flume and FlumePlug.")]
public sealed class AvroSource : ISource, IDisposable
{
    private readonly AvroSourceOptions _options;
    private readonly ComponentContext _context;
    private readonly ConnectionListener _listener;
    private readonly ServerTls? _tls;
    private readonly IpFilter? _filter;
    private readonly KnownProtocols<ClientProtocol> _clients = new(AvroProtocol.Flume, ClientProtocol.Of);

    /// <summary>Reads the stores and rules; listens with the start.</summary>
    public AvroSource(AvroSourceOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        _tls = ServerTls.Create(options, context);
        _filter = options.IpFilter ? new IpFilter(options.IpFilterRules!) : null;
        _listener = new ConnectionListener(context);
    }

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(_options.Bind, _options.Port, cancellationToken);

    /// <inheritdoc/>
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) =>
        _listener.RunAsync((socket, puts, stopping) => ServeAsync(socket, channels, puts, stopping), cancellationToken);

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        try
        {
            if (!await IsAllowedAsync(((IPEndPoint)socket.RemoteEndPoint!).Address, cancellationToken))
                return;
            await using var stream = await ServerTransport.OpenAsync(socket, _options.CompressionType, _tls, cancellationToken);
            using var connection = new AvroServerConnection(stream, channels, _clients, _context.Problems, _options.MaxMessageSize, puts);
            await connection.ServeAsync(cancellationToken);
        }
        catch (IOException gone)
        {
            _context.Logger.LogDebug(gone, "A connection was broken");
        }
        catch (Exception wrong) when (wrong is WireFormatException or AuthenticationException)
        {
            _context.Counters[CounterNames.EventReadFail].Increment();
            _context.Problems.Report("A connection was closed: its client does not speak Avro RPC as this source does"
                + $" (ssl {(_tls is null ? "off" : "on")}, compression-type {_options.CompressionType}).", wrong, LogLevel.Warning);
        }
    }

    private async ValueTask<bool> IsAllowedAsync(IPAddress client, CancellationToken cancellationToken)
    {
        if (_filter is null || await _filter.AllowsAsync(client, cancellationToken))
            return true;
        _context.Problems.Report($"A connection from {client} was refused by ipFilterRules.", level: LogLevel.Warning);
        return false;
    }
}
