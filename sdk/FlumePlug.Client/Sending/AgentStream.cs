using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire;

namespace FlumePlug.Client;

/// <summary>Connects to a source that speaks RPC: TCP, then compression and TLS in Flume's order.</summary>
public static class AgentStream
{
    /// <summary>Connects.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="tls">How TLS is made; null: it is not.</param>
    /// <param name="deflateLevel">How hard the connection is compressed, 0 to 9; null: it is not.</param>
    /// <param name="compressInsideTls">As Flume before 1.10 has it; since then TLS lies inside the compression.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<Stream> OpenAsync(
        HostPort host, ClientTls? tls, int? deflateLevel, bool compressInsideTls, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream = Stream.Null;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(host.Host, host.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            var isInside = compressInsideTls && tls is not null;
            if (deflateLevel is { } outside && !isInside)
                stream = new DeflatedStream(stream, outside);
            if (tls is not null)
                stream = await tls.AuthenticateAsync(stream, host.Host, cancellationToken);
            return deflateLevel is { } inside && isInside ? new DeflatedStream(stream, inside) : stream;
        }
        catch
        {
            await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }
}
