using System.Buffers.Binary;

namespace FlumePlug.FileChannel;

/// <summary>What a record holds.</summary>
internal enum RecordKind
{
    /// <summary>No record.</summary>
    None,

    /// <summary>The events of one put.</summary>
    Events,

    /// <summary>The numbers of events that were taken for good.</summary>
    Takes,
}

/// <summary>
/// The 24 bytes before a record's payload. The checksum covers where the header stands, so that bytes of a record that lie
/// somewhere else, in a body for example, never look like one.
/// </summary>
/// <param name="Kind">What the payload is.</param>
/// <param name="Length">The payload's length in bytes.</param>
/// <param name="PayloadSum">CRC-32C of the payload.</param>
/// <param name="Count">How many events, or ranges of taken ones.</param>
/// <param name="Sequence">The number of the first event, counted from the segment's first.</param>
/// <param name="FlushedTo">Bytes of the segment before this offset were flushed before the record was written.</param>
internal readonly record struct RecordHeader(
    RecordKind Kind, int Length, uint PayloadSum, int Count, uint Sequence, uint FlushedTo)
{
    public const int Size = 24;

    /// <summary>Bytes of <see cref="Tell"/>.</summary>
    public const int ToldSize = 16;

    /// <summary>The most bytes of one record's payload.</summary>
    public const int LongestPayload = (1 << 30) - 1;

    public void Write(Span<byte> into, uint salt, uint offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], (uint)Kind << 30 | (uint)Length);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], PayloadSum);
        BinaryPrimitives.WriteInt32LittleEndian(into[12..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(into[20..], FlushedTo);
        BinaryPrimitives.WriteUInt32LittleEndian(into, Sum(into, salt, offset));
    }

    /// <summary>What an encrypted payload vouches for: the fields, without the checksums.</summary>
    public void Tell(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)Kind << 30 | (uint)Length);
        BinaryPrimitives.WriteInt32LittleEndian(into[4..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], FlushedTo);
    }

    /// <summary>Reads the header at an offset of a segment; false when none stands there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, uint salt, uint offset, out RecordHeader header)
    {
        header = default;
        if (from.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(from) != Sum(from, salt, offset))
            return false;
        var kindAndLength = BinaryPrimitives.ReadUInt32LittleEndian(from[4..]);
        header = new RecordHeader(
            (RecordKind)(kindAndLength >> 30),
            (int)(kindAndLength & LongestPayload),
            BinaryPrimitives.ReadUInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[20..]));
        return header.Kind is RecordKind.Events or RecordKind.Takes && header.Count >= 0 && header.FlushedTo <= offset;
    }

    private static uint Sum(ReadOnlySpan<byte> header, uint salt, uint offset)
    {
        Span<byte> place = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(place, offset);
        return Crc32C.Of(header[4..Size], Crc32C.Of(place, salt));
    }
}
