using System.Buffers;
using System.Buffers.Binary;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>Speaks Avro RPC by hand, so that a test can say exactly what a client sends.</summary>
internal sealed class WireClient(Stream stream) : IAsyncDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static byte[] Handshake(AvroProtocol? client = null, bool withText = false, ProtocolHash? server = null)
    {
        var writer = new ArrayBufferWriter<byte>();
        client ??= AvroProtocol.Flume;
        new HandshakeRequest(client.Hash, withText ? client.Text : null, server ?? AvroProtocol.Flume.Hash).Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    public static byte[] Call(string name, params byte[] parameters)
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.WriteLong(0);
        writer.WriteString(name);
        writer.Write(parameters);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>An event without headers.</summary>
    public static byte[] Event(string body)
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.WriteLong(0);
        writer.WriteString(body);
        return writer.WrittenSpan.ToArray();
    }

    public static byte[] Frame(int serial, params byte[][] parts)
    {
        var message = parts.SelectMany(part => part).ToArray();
        var frame = new byte[AvroFrame.HeaderBytes + message.Length];
        AvroFrame.WriteHeader(frame, serial, message.Length);
        message.CopyTo(frame, AvroFrame.HeaderBytes);
        return frame;
    }

    public async Task SendAsync(params byte[] bytes) => await stream.WriteAsync(bytes, Token);

    public Task SendAsync(int serial, params byte[][] parts) => SendAsync(Frame(serial, parts));

    /// <summary>The next answer: its serial, and its message in hexadecimal digits.</summary>
    public async Task<(int Serial, string Message)> ReceiveAsync()
    {
        var header = new byte[8];
        await stream.ReadExactlyAsync(header, Token);
        var message = new List<byte>();
        for (var buffers = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)); buffers > 0; buffers--)
        {
            var length = new byte[4];
            await stream.ReadExactlyAsync(length, Token);
            var buffer = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await stream.ReadExactlyAsync(buffer, Token);
            message.AddRange(buffer);
        }
        return (BinaryPrimitives.ReadInt32BigEndian(header), Convert.ToHexString(message.ToArray()));
    }

    /// <summary>Whether the server has closed the connection; waits until it has.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await stream.ReadAsync(new byte[1], Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
