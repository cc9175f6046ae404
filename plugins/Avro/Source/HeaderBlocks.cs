using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro;

namespace FlumePlug.Avro;

/// <summary>
/// Reads the maps of headers. The same bytes are the same headers: those met before are found again without decoding, the last
/// ones by a single comparison, because a map ends by its own bytes.
/// </summary>
internal sealed class HeaderBlocks
{
    private const int Slots = 256;
    private const int LongestKept = 1024;

    private readonly List<KeyValuePair<string, string>> _pairs = [];
    private (byte[] Block, Headers Headers)[]? _known;
    private byte[] _last = [0];
    private Headers _lastHeaders = Headers.Empty;

    /// <summary>Reads a map; false: it is not all there.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public bool TryRead(ref AvroReader reader, out Headers headers)
    {
        headers = _lastHeaders;
        var rest = reader.Rest;
        if (rest.StartsWith(_last))
            return reader.TryReadFixed(_last.Length, out _);
        var start = reader.Position;
        if (!reader.TrySkipMap())
            return false;
        headers = Find(rest[..(reader.Position - start)]);
        return true;
    }

    private Headers Find(ReadOnlySpan<byte> block)
    {
        if (block.Length > LongestKept)
            return Decode(block);
        var hash = new HashCode();
        hash.AddBytes(block);
        _known ??= new (byte[], Headers)[Slots];
        ref var slot = ref _known[(uint)hash.ToHashCode() % Slots];
        if (slot.Block is null || !block.SequenceEqual(slot.Block))
            slot = (block.ToArray(), Decode(block));
        (_last, _lastHeaders) = slot;
        return slot.Headers;
    }

    private Headers Decode(ReadOnlySpan<byte> block)
    {
        _pairs.Clear();
        var reader = new AvroReader(block);
        while (reader.ReadBlockCount() is > 0 and var entries)
            for (; entries > 0; entries--)
            {
                var name = Encoding.UTF8.GetString(reader.ReadBytes());
                _pairs.Add(new(name, Encoding.UTF8.GetString(reader.ReadBytes())));
            }
        return Headers.From(CollectionsMarshal.AsSpan(_pairs));
    }
}
