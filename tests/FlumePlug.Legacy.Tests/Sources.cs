using System.Buffers;
using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Legacy.Tests;

/// <summary>Sources for tests, and what a client sends to them.</summary>
internal static class Sources
{
    public static LegacyOptions Options { get; } = new() { Host = "127.0.0.1", Port = 0 };

    public static async Task<Socket> ConnectAsync(this ThriftLegacySource source)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync((IPEndPoint)source.LocalEndPoint!, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>An append in the Thrift of Flume 0.9.</summary>
    public static byte[] Append(string body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new ThriftWriter(bytes, ThriftProtocol.Binary);
        writer.WriteMessage(new("append", ThriftMessageType.OneWay, 1));
        writer.WriteField(ThriftType.Struct, 1, 0);
        writer.WriteField(ThriftType.I32, 2, 0);
        writer.WriteI32(3);
        writer.WriteField(ThriftType.Binary, 3, 2);
        writer.WriteString(body);
        writer.WriteField(ThriftType.Binary, 5, 3);
        writer.WriteString("host");
        writer.WriteStop();
        writer.WriteStop();
        return bytes.WrittenSpan.ToArray();
    }
}
