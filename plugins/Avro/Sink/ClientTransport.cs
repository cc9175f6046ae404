using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro;

/// <summary>Makes connections as the options say: TCP, compression and TLS in Flume's order, handshake.</summary>
internal sealed class ClientTransport(AvroSinkOptions options, ClientTls? tls, TimeProvider time)
{
    /// <exception cref="EventDeliveryException">There is no connection in time; the message says what stood in the way.</exception>
    public async ValueTask<(AvroConnection Connection, Stream Stream)> ConnectAsync(CancellationToken cancellationToken)
    {
        var target = options.Target;
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.ConnectTimeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var stream = await StreamAsync(target, either.Token);
            return (await AvroConnection.OpenAsync(stream, AvroProtocol.Flume, either.Token), stream);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EventDeliveryException($"connection to {target} failed: " + (failure is OperationCanceledException
                ? $"not connected within {options.ConnectTimeout} ms (connect-timeout)" : Reason(failure)), failure);
        }
    }

    private string Reason(Exception failure) => failure switch
    {
        WireFormatException or EndOfStreamException => $"{failure.Message} Does an avro source listen there, with ssl {(tls is null ? "off" : "on")} and compression-type {options.CompressionType}?",
        _ => failure.Message,
    };

    private async ValueTask<Stream> StreamAsync(HostPort target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream = Stream.Null;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(target.Host, target.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            var isDeflated = options.CompressionType.IsDeflate;
            if (isDeflated && (tls is null || !options.CompressInsideTls))
                stream = new DeflatedStream(stream, options.CompressionLevel);
            if (tls is not null)
                stream = await tls.AuthenticateAsync(stream, target.Host, cancellationToken);
            return isDeflated && tls is not null && options.CompressInsideTls ? new DeflatedStream(stream, options.CompressionLevel) : stream;
        }
        catch
        {
            await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }
}
