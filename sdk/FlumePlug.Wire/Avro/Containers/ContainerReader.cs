using System.Text;

namespace FlumePlug.Wire.Avro.Containers;

/// <summary>What stands before the blocks of an object container file.</summary>
/// <param name="SchemaText">The JSON text of the records' schema.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Codec">How blocks are compressed.</param>
/// <param name="Sync">The marker behind every block.</param>
/// <param name="Metadata">Every entry of the header.</param>
/// <param name="Length">The header's bytes.</param>
public sealed record ContainerHeader(
    string SchemaText, AvroSchema Schema, AvroCodec Codec, ReadOnlyMemory<byte> Sync, IReadOnlyDictionary<string, byte[]> Metadata, int Length);

/// <summary>A block of an object container file.</summary>
/// <param name="Records">How many records it holds.</param>
/// <param name="Bytes">The records, unpacked.</param>
/// <param name="Length">The block's bytes in the file, its marker included.</param>
public sealed record ContainerBlock(long Records, byte[] Bytes, int Length);

/// <summary>Reads object container files from bytes that may not be all there yet.</summary>
public static class ContainerReader
{
    private const int SyncBytes = 16;

    /// <summary>Reads the header; null: it is not all there.</summary>
    /// <exception cref="WireFormatException">It is none, or of a codec that we do not have.</exception>
    public static ContainerHeader? TryReadHeader(ReadOnlySpan<byte> bytes)
    {
        var magic = "Obj\u0001"u8;
        if (!bytes[..Math.Min(bytes.Length, magic.Length)].SequenceEqual(magic[..Math.Min(bytes.Length, magic.Length)]))
            throw new WireFormatException("This is no Avro container file: it does not begin with Obj and 1.");
        var reader = new AvroReader(bytes);
        var metadata = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!reader.TryReadFixed(magic.Length, out _) || !TryReadMetadata(ref reader, metadata) || !reader.TryReadFixed(SyncBytes, out var sync))
            return null;
        var schema = metadata.TryGetValue("avro.schema", out var text) ? Encoding.UTF8.GetString(text)
            : throw new WireFormatException("The container file has no schema.");
        var codec = metadata.TryGetValue("avro.codec", out var name) ? Encoding.UTF8.GetString(name) : "null";
        return new(schema, AvroSchema.Parse(schema), AvroCodec.Find(codec) ?? throw new WireFormatException(
            $"The container file is compressed by '{codec}', which is not available: only null, deflate and snappy are."), sync.ToArray(), metadata, reader.Position);
    }

    /// <summary>Reads a block; null: it is not all there.</summary>
    /// <exception cref="WireFormatException">It is none, or damaged.</exception>
    public static ContainerBlock? TryReadBlock(ContainerHeader header, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(header);
        var reader = new AvroReader(bytes);
        if (!reader.TryReadLong(out var records))
            return null;
        if (records < 0)
            throw new WireFormatException($"A block of {records} records.");
        if (!reader.TryReadBytes(out var packed, AvroCodec.MostBlockBytes) || !reader.TryReadFixed(SyncBytes, out var sync))
            return null;
        if (!sync.SequenceEqual(header.Sync.Span))
            throw new WireFormatException("A block is not followed by the file's sync marker: the file is damaged.");
        var raw = header.Codec.Decompress(packed);
        if (records > raw.Length && !header.Schema.MayBeEmpty)
            throw new WireFormatException($"A block of {records} records in {raw.Length} bytes.");
        return new(records, raw, reader.Position);
    }

    private static bool TryReadMetadata(ref AvroReader reader, Dictionary<string, byte[]> metadata)
    {
        while (reader.TryReadBlockCount(out var entries))
        {
            if (entries == 0)
                return true;
            for (; entries > 0; entries--)
            {
                if (!reader.TryReadBytes(out var key) || !reader.TryReadBytes(out var value))
                    return false;
                metadata[Encoding.UTF8.GetString(key)] = value.ToArray();
            }
        }
        return false;
    }
}
