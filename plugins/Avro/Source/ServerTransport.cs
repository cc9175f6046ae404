using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire;

namespace FlumePlug.Avro;

/// <summary>
/// What lies between a client's socket and its frames. With compression and TLS both, Flume 1.10 and 1.11 compress the TLS
/// records; before 1.10 TLS was outermost. The first byte tells: 0x16 begins a TLS record, 0x78 a zlib stream.
/// </summary>
internal static class ServerTransport
{
    private const byte TlsHandshake = 0x16;

    /// <exception cref="System.Security.Authentication.AuthenticationException">There is no TLS with the client.</exception>
    public static async ValueTask<Stream> OpenAsync(Socket socket, CompressionType compression, ServerTls? tls, CancellationToken cancellationToken)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null)
            return compression.IsDeflate ? new DeflatedStream(plain) : plain;
        if (!compression.IsDeflate)
            return await tls.AuthenticateAsync(plain, cancellationToken);
        var first = new byte[1];
        await socket.ReceiveAsync(first, SocketFlags.Peek, cancellationToken);
        return first[0] == TlsHandshake
            ? new DeflatedStream(await tls.AuthenticateAsync(plain, cancellationToken))
            : await tls.AuthenticateAsync(new DeflatedStream(plain), cancellationToken);
    }
}
