using System.Buffers;
using System.Buffers.Binary;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Legacy.Tests;

/// <summary>Requests in the Avro of Flume 0.9, by a client with a protocol of its own: another order of fields, and one more.</summary>
internal static class OldAvro
{
    private const string Text = """
        {"protocol":"FlumeOGEventAvroServer","namespace":"com.cloudera.flume.handlers.avro","types":[
        {"type":"enum","name":"Priority","symbols":["TRACE","WARN"]},
        {"type":"record","name":"AvroFlumeOGEvent","fields":[{"name":"more","type":"int"},{"name":"body","type":"bytes"},{"name":"host","type":"string"},
        {"name":"priority","type":"Priority"},{"name":"timestamp","type":"long"},{"name":"nanos","type":"long"},{"name":"fields","type":{"type":"map","values":"bytes"}}]}],
        "messages":{"append":{"request":[{"name":"evt","type":"AvroFlumeOGEvent"}],"response":"null"}}}
        """;

    private static readonly HttpClient Http = new();

    public static AvroProtocol Protocol { get; } = AvroProtocol.Parse(Text);

    /// <summary>Sends an event, again until it is stored.</summary>
    public static async Task AppendAsync(int port, string body, CancellationToken cancellationToken)
    {
        while (await AskAsync(port, Request(withText: true, "append", body), cancellationToken) is { Error: not null })
        {
        }
    }

    /// <summary>Sends a request and reads the answer: the handshake, and the error if there is one.</summary>
    public static async Task<(HandshakeMatch Match, string? Error)> AskAsync(int port, byte[] request, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Framed(request));
        using var response = await Http.PostAsync(new Uri($"http://127.0.0.1:{port}/"), content, cancellationToken);
        Assert.Equal("avro/binary", response.Content.Headers.ContentType!.MediaType);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(body);
        Assert.Equal(body.Length, length + 8);
        var reader = new AvroReader(body.AsSpan(4, length));
        var handshake = HandshakeResponse.Read(ref reader);
        if (reader.Rest.IsEmpty)
            return (handshake.Match, null);
        Assert.True(reader.TrySkipMap());
        if (reader.ReadFixed(1)[0] == 0)
            return (handshake.Match, null);
        Assert.Equal(0, reader.ReadLong());
        return (handshake.Match, System.Text.Encoding.UTF8.GetString(reader.ReadBytes()));
    }

    public static byte[] Request(bool withText, string call, string body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new HandshakeRequest(Protocol.Hash, withText ? Protocol.Text : null, Protocol.Hash).Write(bytes);
        bytes.WriteLong(0);
        bytes.WriteString(call);
        bytes.WriteLong(7);
        bytes.WriteString(body);
        bytes.WriteString("host");
        bytes.WriteLong(1);
        bytes.WriteLong(12345);
        bytes.WriteLong(678);
        bytes.WriteLong(0);
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Framed(byte[] message)
    {
        // In two buffers, as a large one comes.
        var body = new byte[4 + 5 + 4 + message.Length - 5 + 4];
        BinaryPrimitives.WriteInt32BigEndian(body, 5);
        message.AsSpan(0, 5).CopyTo(body.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(9), message.Length - 5);
        message.AsSpan(5).CopyTo(body.AsSpan(13));
        return body;
    }
}
