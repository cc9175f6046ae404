using System.Collections.Concurrent;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro;

/// <summary>The protocols that clients have shown, and how their calls are read. Shared by the connections of a source.</summary>
internal sealed class KnownClients
{
    private const int Most = 256;

    private readonly ConcurrentDictionary<ProtocolHash, ClientProtocol> _known = new();

    public KnownClients() => _known[AvroProtocol.Flume.Hash] = ClientProtocol.Of(AvroProtocol.Flume);

    /// <summary>Answers a handshake; no protocol: the client is to say its own first.</summary>
    /// <exception cref="WireFormatException">What the client says is no protocol.</exception>
    public (HandshakeResponse Response, ClientProtocol? Client) Answer(HandshakeRequest request)
    {
        var own = AvroProtocol.Flume;
        if (!_known.TryGetValue(request.ClientHash, out var client))
        {
            if (request.ClientProtocol is null)
                return (new(HandshakeMatch.None, own.Text, own.Hash), null);
            client = ClientProtocol.Of(AvroProtocol.Parse(request.ClientProtocol));
            if (_known.Count < Most)
                _known.TryAdd(request.ClientHash, client);
        }
        return (request.ServerHash == own.Hash ? new(HandshakeMatch.Both, null, null, request.AsksForOrder)
            : new(HandshakeMatch.Client, own.Text, own.Hash, request.AsksForOrder), client);
    }
}

/// <summary>The two calls as a client writes them; null: as Flume does.</summary>
/// <param name="Append">Its own parameters of append, where they differ.</param>
/// <param name="AppendBatch">Its own parameters of appendBatch.</param>
internal sealed record ClientProtocol(RecordSchema? Append, RecordSchema? AppendBatch)
{
    public static ClientProtocol Of(AvroProtocol protocol) => new(Own(protocol, "append"), Own(protocol, "appendBatch"));

    private static RecordSchema? Own(AvroProtocol protocol, string call) =>
        protocol.Messages.TryGetValue(call, out var message)
            && CanonicalForm.Of(message.Parameters) != CanonicalForm.Of(AvroProtocol.Flume.Messages[call].Parameters)
            ? message.Parameters : null;
}
