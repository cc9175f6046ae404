using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlumePlug.Http.Server;

/// <summary>
/// Kestrel's sockets, where a connection too many is closed before the next one is accepted. Kestrel's own limit comes later: while
/// it is about to look at some connections, others use up the last file handles, and the runtime ends the process.
/// </summary>
/// <param name="options">Kestrel's.</param>
/// <param name="most">The most connections at a time.</param>
/// <param name="keepsReserve">Whether they leave the <see cref="HandleReserve"/> alone.</param>
/// <param name="refused">Is told why a connection was closed, or could not be accepted.</param>
internal sealed class LimitedSockets(SocketTransportOptions options, int most, bool keepsReserve, Action<string> refused) : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            var socket = options.CreateBoundListenSocket(endpoint);
            socket.Listen(options.Backlog);
            return new(new Listener(socket, most, keepsReserve, refused));
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(taken.Message, taken);
        }
    }

    private sealed class Listener(Socket socket, int most, bool keepsReserve, Action<string> refused) : IConnectionListener
    {
        private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

        private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);
        private int _open;

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var accepted = await socket.AcceptAsync(cancellationToken);
                    if (Refusal(accepted) is not { } reason)
                        return Open(accepted);
                    accepted.Dispose();
                    refused(reason);
                }
                catch (Exception) when (cancellationToken.IsCancellationRequested || socket.SafeHandle.IsClosed)
                {
                    return null;
                }
                catch (SocketException failure)
                {
                    // Such as no file handles left: those who wait in the backlog are accepted when some are free again.
                    refused(failure.Message);
                    await Task.Delay(AcceptPause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            _connections.Dispose();
            return ValueTask.CompletedTask;
        }

        private string? Refusal(Socket accepted) =>
            Volatile.Read(ref _open) >= most ? "there are no more allowed"
            : keepsReserve ? HandleReserve.Refusal(accepted) : null;

        private ConnectionContext Open(Socket accepted)
        {
            accepted.NoDelay = true;
            Interlocked.Increment(ref _open);
            var connection = _connections.Create(accepted);
            connection.ConnectionClosed.UnsafeRegister(static listener => Interlocked.Decrement(ref ((Listener)listener!)._open), this);
            return connection;
        }
    }
}
