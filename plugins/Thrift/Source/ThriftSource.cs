using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Thrift;

/// <summary>Listens for framed Thrift: a call is answered OK once every required channel has stored its events (Flume's ThriftSource).</summary>
[Source("thrift", Aliases = ["org.apache.flume.source.ThriftSource"],
    Summary = "Thrift server for the thrift sinks and clients of Flume and FlumePlug, and of other languages.")]
public sealed class ThriftSource : ISource, IDisposable
{
    private readonly ThriftSourceOptions _options;
    private readonly ComponentContext _context;
    private readonly ConnectionListener _listener;
    private readonly ServerTls? _tls;

    /// <summary>Reads the stores; listens with the start.</summary>
    public ThriftSource(ThriftSourceOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        _tls = ServerTls.Create(options, context);
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
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            var plain = new NetworkStream(socket, ownsSocket: true);
            await using var stream = _tls is null ? plain : await _tls.AuthenticateAsync(plain, cancellationToken);
            using var connection = new ThriftServerConnection(stream, channels, _options, _context.Problems, puts);
            await connection.ServeAsync(cancellationToken);
        }
        catch (IOException gone)
        {
            _context.Logger.LogDebug(gone, "A connection was broken");
        }
        catch (Exception wrong) when (wrong is WireFormatException or AuthenticationException)
        {
            _context.Counters[CounterNames.EventReadFail].Increment();
            _context.Problems.Report("A connection was closed: its client does not speak Thrift as this source does"
                + $" (framed, protocol {(_options.Protocol == Wire.Thrift.ThriftProtocol.Binary ? "binary" : "compact")}, ssl {(_tls is null ? "off" : "on")}).", wrong, LogLevel.Warning);
        }
    }
}
