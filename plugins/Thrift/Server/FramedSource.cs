using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Thrift;

/// <summary>A server of framed Thrift: a call is answered well once every required channel has stored its events.</summary>
public abstract class FramedSource : ISource, IDisposable
{
    private readonly ComponentContext _context;
    private readonly ConnectionListener _listener;

    private protected FramedSource(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        (_context, _listener) = (context, new ConnectionListener(context));
    }

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    private protected abstract (string? Host, int Port) Address { get; }

    private protected abstract ThriftProtocol Protocol { get; }

    private protected abstract FrameLimit Limit { get; }

    private protected virtual ServerTls? Tls => null;

    /// <inheritdoc/>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(Address.Host, Address.Port, cancellationToken);

    /// <inheritdoc/>
    public virtual Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) =>
        _listener.RunAsync((socket, puts, stopping) => ServeAsync(socket, channels, puts, stopping), cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract IThriftService NewService();

    private async Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        try
        {
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            var plain = new NetworkStream(socket, ownsSocket: true);
            await using var stream = Tls is null ? plain : await Tls.AuthenticateAsync(plain, cancellationToken);
            var service = NewService();
            using var connection = new ThriftServerConnection(
                stream, channels, service, new CallReader(service, Protocol, Limit), _context, puts);
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
                + $" (framed, protocol {(Protocol == ThriftProtocol.Binary ? "binary" : "compact")}, ssl {(Tls is null ? "off" : "on")}).", wrong, LogLevel.Warning);
        }
    }
}
