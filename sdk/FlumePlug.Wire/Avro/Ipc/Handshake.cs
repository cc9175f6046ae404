using System.Buffers;
using System.Text;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>What a client sends before its first call on a connection.</summary>
/// <param name="ClientHash">The hash of its protocol.</param>
/// <param name="ClientProtocol">The protocol itself; only when the server did not know the hash.</param>
/// <param name="ServerHash">What it takes for the hash of the server's protocol.</param>
/// <param name="AsksForOrder">Whether it asks, in the metadata, that its calls are executed in the order of their sending.</param>
public sealed record HandshakeRequest(ProtocolHash ClientHash, string? ClientProtocol, ProtocolHash ServerHash, bool AsksForOrder = false)
{
    /// <summary>Reads a request; null: it is not all there.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static HandshakeRequest? TryRead(ref AvroReader reader, int mostProtocolBytes)
    {
        if (!reader.TryReadFixed(ProtocolHash.Size, out var clientHash)
            || !HandshakeParts.TryReadOptional(ref reader, mostProtocolBytes, out var protocol)
            || !reader.TryReadFixed(ProtocolHash.Size, out var serverHash)
            || !HandshakeParts.TryReadMeta(ref reader, mostProtocolBytes, out var asksForOrder))
            return null;
        return new(ProtocolHash.Read(clientHash), protocol, ProtocolHash.Read(serverHash), asksForOrder);
    }

    /// <summary>Writes the request.</summary>
    public void Write(IBufferWriter<byte> writer)
    {
        HandshakeParts.WriteHash(writer, ClientHash);
        HandshakeParts.WriteOptional(writer, ClientProtocol);
        HandshakeParts.WriteHash(writer, ServerHash);
        HandshakeParts.WriteMeta(writer, AsksForOrder);
    }
}

/// <summary>Which protocols were known at a handshake.</summary>
public enum HandshakeMatch
{
    /// <summary>Each end knows the other's.</summary>
    Both,

    /// <summary>The server knows the client's; its own comes with the answer.</summary>
    Client,

    /// <summary>The server does not know the client's: the call is to be repeated with it.</summary>
    None,
}

/// <summary>What a server answers.</summary>
/// <param name="Match">Which protocols were known.</param>
/// <param name="ServerProtocol">The server's protocol, unless both were known.</param>
/// <param name="ServerHash">Its hash.</param>
/// <param name="KeepsOrder">Whether it executes the calls of this connection in the order of their sending. Flume's server does not.</param>
public sealed record HandshakeResponse(HandshakeMatch Match, string? ServerProtocol, ProtocolHash? ServerHash, bool KeepsOrder = false)
{
    /// <summary>Reads a response.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static HandshakeResponse Read(ref AvroReader reader)
    {
        var match = reader.ReadInt();
        if (match is < 0 or > 2)
            throw new WireFormatException($"{match} is no answer to a handshake: the server does not speak Avro RPC.");
        var protocol = HandshakeParts.TryReadOptional(ref reader, int.MaxValue, out var text) ? text : throw Ended();
        ProtocolHash? hash = reader.ReadInt() == 0 ? null : ProtocolHash.Read(reader.ReadFixed(ProtocolHash.Size));
        return HandshakeParts.TryReadMeta(ref reader, int.MaxValue, out var keepsOrder) ? new((HandshakeMatch)match, protocol, hash, keepsOrder) : throw Ended();
    }

    /// <summary>Writes the response.</summary>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.WriteLong((long)Match);
        HandshakeParts.WriteOptional(writer, ServerProtocol);
        writer.WriteLong(ServerHash is null ? 0 : 1);
        if (ServerHash is { } hash)
            HandshakeParts.WriteHash(writer, hash);
        HandshakeParts.WriteMeta(writer, KeepsOrder);
    }

    private static WireFormatException Ended() => new("The answer to a handshake is truncated.");
}

/// <summary>What requests and responses of a handshake are made of.</summary>
internal static class HandshakeParts
{
    public static bool TryReadOptional(ref AvroReader reader, int most, out string? text)
    {
        text = null;
        if (!reader.TryReadLong(out var branch))
            return false;
        if (branch is not (0 or 1))
            throw new WireFormatException($"{branch} is no branch of a handshake's union: this is not Avro RPC.");
        if (branch == 0)
            return true;
        if (!reader.TryReadBytes(out var bytes, most))
            return false;
        text = Encoding.UTF8.GetString(bytes);
        return true;
    }

    // The one entry of the metadata that we know. Who does not know it does not answer it.
    private static ReadOnlySpan<byte> Order => "flumeplug.order"u8;

    /// <summary>Reads a union of null and a map of bytes.</summary>
    public static bool TryReadMeta(ref AvroReader reader, int most, out bool hasOrder)
    {
        hasOrder = false;
        if (!reader.TryReadLong(out var branch))
            return false;
        if (branch is not (0 or 1))
            throw new WireFormatException($"{branch} is no branch of a handshake's union: this is not Avro RPC.");
        if (branch == 0)
            return true;
        while (reader.TryReadBlockCount(out var entries))
        {
            if (entries == 0)
                return true;
            for (; entries > 0; entries--)
            {
                if (!reader.TryReadBytes(out var key, most) || !reader.TryReadBytes(out _, most))
                    return false;
                hasOrder |= key.SequenceEqual(Order);
            }
        }
        return false;
    }

    public static void WriteMeta(IBufferWriter<byte> writer, bool hasOrder)
    {
        writer.WriteLong(hasOrder ? 1 : 0);
        if (!hasOrder)
            return;
        writer.WriteLong(1);
        writer.WriteBytes(Order);
        writer.WriteBytes([]);
        writer.WriteLong(0);
    }

    public static void WriteHash(IBufferWriter<byte> writer, ProtocolHash hash)
    {
        hash.Write(writer.GetSpan(ProtocolHash.Size));
        writer.Advance(ProtocolHash.Size);
    }

    public static void WriteOptional(IBufferWriter<byte> writer, string? text)
    {
        writer.WriteLong(text is null ? 0 : 1);
        if (text is not null)
            writer.WriteString(text);
    }
}
