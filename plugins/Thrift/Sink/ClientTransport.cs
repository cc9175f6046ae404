using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>Makes connections as the options say: TCP, then TLS.</summary>
internal sealed class ClientTransport(ThriftSinkOptions options, ClientTls? tls, TimeProvider time)
{
    /// <exception cref="EventDeliveryException">There is no connection in time; the message says what stood in the way.</exception>
    public async ValueTask<ThriftConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.ConnectTimeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return new ThriftConnection(await StreamAsync(either.Token), options.Protocol);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EventDeliveryException($"connection to {options.Hostname}:{options.Port} failed: " + (failure is OperationCanceledException
                ? $"not connected within {options.ConnectTimeout} ms (connect-timeout)" : failure.Message), failure);
        }
    }

    private async ValueTask<Stream> StreamAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(options.Hostname, options.Port, cancellationToken);
            var plain = new NetworkStream(socket, ownsSocket: true);
            return tls is null ? plain : await tls.AuthenticateAsync(plain, options.Hostname, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
