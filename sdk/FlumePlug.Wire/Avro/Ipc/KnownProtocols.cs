using System.Collections.Concurrent;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>The protocols that the clients of a server have shown, as the server sees them. Safe for concurrent calls.</summary>
/// <param name="own">The server's protocol.</param>
/// <param name="view">What the server needs to know of a client's protocol to read its calls; throws <see cref="WireFormatException"/> where it cannot.</param>
public sealed class KnownProtocols<TView>(AvroProtocol own, Func<AvroProtocol, TView> view)
    where TView : class
{
    private const int Most = 256;

    private readonly ConcurrentDictionary<ProtocolHash, TView> _known = new([KeyValuePair.Create(own.Hash, view(own))]);

    /// <summary>Answers a handshake; no client: it is to say its own protocol first.</summary>
    /// <exception cref="WireFormatException">What the client says is no protocol.</exception>
    public (HandshakeResponse Response, TView? Client) Answer(HandshakeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!_known.TryGetValue(request.ClientHash, out var client))
        {
            if (request.ClientProtocol is null)
                return (new(HandshakeMatch.None, own.Text, own.Hash), null);
            client = view(AvroProtocol.Parse(request.ClientProtocol));
            if (_known.Count < Most)
                _known.TryAdd(request.ClientHash, client);
        }
        return (request.ServerHash == own.Hash ? new(HandshakeMatch.Both, null, null, request.AsksForOrder)
            : new(HandshakeMatch.Client, own.Text, own.Hash, request.AsksForOrder), client);
    }
}
