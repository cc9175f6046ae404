using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro;

/// <summary>Listens for Avro RPC: a call is answered OK once every required channel has stored its events (Flume's AvroSource).</summary>
[Source("avro", Aliases = ["org.apache.flume.source.AvroSource"],
    Summary = "Avro RPC server for the avro sinks, clients and log appenders of Flume and FlumePlug.")]
public sealed class AvroSource : ConnectionSource
{
    private readonly AvroSourceOptions _options;
    private readonly ComponentContext _context;
    private readonly ServerTls? _tls;
    private readonly IpFilter? _filter;
    private readonly KnownProtocols<ClientProtocol> _clients = new(AvroProtocol.Flume, ClientProtocol.Of);

    /// <summary>Reads the stores and rules; listens with the start.</summary>
    public AvroSource(AvroSourceOptions options, ComponentContext context)
        : base(context)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _context) = (options, context);
        _tls = ServerTls.Create(options, context);
        _filter = options.IpFilter ? new IpFilter(options.IpFilterRules!) : null;
    }

    /// <inheritdoc/>
    protected override (string? Host, int Port) Address => (_options.Bind, _options.Port);

    /// <inheritdoc/>
    protected override string Expectation =>
        $"Avro RPC as this source does (ssl {(_tls is null ? "off" : "on")}, compression-type {_options.CompressionType})";

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!await IsAllowedAsync(((IPEndPoint)socket.RemoteEndPoint!).Address, cancellationToken))
            return;
        await using var stream = await ServerTransport.OpenAsync(socket, _options.CompressionType, _tls, cancellationToken);
        using var connection = new AvroServerConnection(stream, channels, _clients, _context.Problems, _options.MaxMessageSize, puts);
        await connection.ServeAsync(cancellationToken);
    }

    private async ValueTask<bool> IsAllowedAsync(IPAddress client, CancellationToken cancellationToken)
    {
        if (_filter is null || await _filter.AllowsAsync(client, cancellationToken))
            return true;
        _context.Problems.Report($"A connection from {client} was refused by ipFilterRules.", level: LogLevel.Warning);
        return false;
    }
}
