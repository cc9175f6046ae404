using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Legacy;

/// <summary>
/// The calls of FlumeOGEventAvroServer, <c>void append(AvroFlumeOGEvent evt)</c>, read by the protocol that the client says, its
/// fields matched by their names. Every request brings a handshake. Safe for concurrent calls.
/// </summary>
internal sealed class OldProtocol
{
    private const string Append = "append";

    private readonly KnownProtocols<AvroProtocol> _clients = new(AvroProtocol.Parse(Text()), protocol => protocol);

    /// <summary>Reads a request, its event into the batch, and begins the answer.</summary>
    /// <returns>What the answer ends with, unless the event is not stored.</returns>
    /// <exception cref="WireFormatException">It is no request.</exception>
    public OldAnswer Read(ReadOnlySpan<byte> request, EventBatch batch, IBufferWriter<byte> answer)
    {
        var reader = new AvroReader(request);
        var (handshake, client) = _clients.Answer(HandshakeRequest.TryRead(ref reader, request.Length) ?? throw Truncated());
        handshake.Write(answer);
        if (client is null)
            return OldAnswer.HandshakeAlone;
        if (!reader.TrySkipMap() || !reader.TryReadBytes(out var name))
            throw Truncated();
        var call = System.Text.Encoding.UTF8.GetString(name);
        if (call.Length == 0)
            return OldAnswer.HandshakeAlone;
        if (call != Append || !client.Messages.TryGetValue(call, out var message))
            return new($"No such remote method: {call}");
        var parameters = (GenericRecord)GenericReader.Read(message.Parameters, ref reader)!;
        if (parameters.Values is not [GenericRecord one])
            return new("append needs an event");
        EventOf(one).AddTo(batch);
        return OldAnswer.Fine;
    }

    /// <summary>Ends an answer.</summary>
    public static void End(OldAnswer end, IBufferWriter<byte> answer)
    {
        if (end == OldAnswer.HandshakeAlone)
            return;
        // No metadata; whether it is an error; the text, as the first branch of a union.
        answer.Write<byte>(end.Error is null ? [0, 0] : [0, 1, 0]);
        if (end.Error is not null)
            answer.WriteString(end.Error);
    }

    private static OldEvent EventOf(GenericRecord record)
    {
        var old = new OldEvent
        {
            Timestamp = record["timestamp"] as long? ?? 0,
            Nanos = record["nanos"] as long? ?? 0,
            Host = record["host"] as string,
            Priority = (record["priority"] as EnumValue)?.Symbol,
            Body = record["body"] as byte[],
        };
        if (record["fields"] is Dictionary<string, object?> fields)
            foreach (var (name, value) in fields)
                if (value is byte[] bytes)
                    old.AddField(name, bytes);
        return old;
    }

    private static WireFormatException Truncated() => new("A request ends in the middle of a value.");

    private static string Text()
    {
        using var stream = typeof(OldProtocol).Assembly.GetManifestResourceStream("FlumeOGEventAvroServer.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>What an answer ends with: nothing, that it was done, or an error.</summary>
internal sealed class OldAnswer(string? error)
{
    public string? Error { get; } = error;

    public static OldAnswer HandshakeAlone { get; } = new(null);

    public static OldAnswer Fine { get; } = new(null);
}
