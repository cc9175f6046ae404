using System.Buffers.Binary;

namespace FlumePlug.FileChannel;

/// <summary>A place in a segment, which its salt tells from those of the same generation in other directories.</summary>
internal readonly record struct SegmentPosition(long Generation, uint Salt, long Offset);

/// <summary>
/// What spares a start from reading every record (docs/file-channel-format.md). It only repeats what the segments say up to a
/// place in each directory; without it they are read from the beginning.
/// </summary>
internal sealed record Checkpoint
{
    private const int FixedSize = 72;

    public required Guid Channel { get; init; }

    /// <summary>The generation that was being written.</summary>
    public required long Generation { get; init; }

    /// <summary>The oldest generation that was still needed.</summary>
    public required long OldestGeneration { get; init; }

    /// <summary>The number that the next event gets.</summary>
    public required long NextSequence { get; init; }

    /// <summary>Every number taken for good; the first range begins with 0 and ends at the oldest waiting event.</summary>
    public required SequenceSet Consumed { get; init; }

    /// <summary>For each directory: records before it are part of this checkpoint.</summary>
    public required IReadOnlyList<SegmentPosition> WrittenTo { get; init; }

    /// <summary>For each directory: every waiting event stands at or behind it.</summary>
    public required IReadOnlyList<SegmentPosition> ReadFrom { get; init; }

    /// <summary>Whether it was written when the channel was closed: nothing was added to the segments after it.</summary>
    public bool IsFinal { get; init; }

    public bool NothingWaits => Consumed.EndOf(0) >= NextSequence;

    public byte[] ToBytes()
    {
        var ranges = Consumed.Ranges;
        var bytes = new byte[FixedSize + WrittenTo.Count * 32 + ranges.Count * 16 + 4];
        var at = bytes.AsSpan();
        "FlumePlgCheckpnt"u8.CopyTo(at);
        BinaryPrimitives.WriteInt32LittleEndian(at[16..], SegmentHeader.Version);
        BinaryPrimitives.WriteInt32LittleEndian(at[20..], WrittenTo.Count);
        Channel.TryWriteBytes(at[24..]);
        BinaryPrimitives.WriteInt64LittleEndian(at[40..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(at[48..], OldestGeneration);
        BinaryPrimitives.WriteInt64LittleEndian(at[56..], NextSequence);
        BinaryPrimitives.WriteInt32LittleEndian(at[64..], ranges.Count);
        at[68] = IsFinal ? (byte)1 : (byte)0;
        at = at[FixedSize..];
        for (var lane = 0; lane < WrittenTo.Count; lane++)
        {
            Write(ref at, WrittenTo[lane]);
            Write(ref at, ReadFrom[lane]);
        }
        foreach (var range in ranges)
            Write(ref at, range.First, range.End);
        BinaryPrimitives.WriteUInt32LittleEndian(at, Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }

    /// <summary>Null when the bytes are not a whole checkpoint.</summary>
    /// <exception cref="ChannelStorageException">Another version of the format.</exception>
    public static Checkpoint? Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < FixedSize + 4 || !bytes.StartsWith("FlumePlgCheckpnt"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Of(bytes[..^4]))
            return null;
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        if (version != SegmentHeader.Version)
            throw ChannelStorageException.OtherVersion(path, version);
        var lanes = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
        var ranges = BinaryPrimitives.ReadInt32LittleEndian(bytes[64..]);
        var at = bytes[FixedSize..];
        var (writtenTo, readFrom) = (new SegmentPosition[lanes], new SegmentPosition[lanes]);
        for (var lane = 0; lane < lanes; lane++)
        {
            writtenTo[lane] = ReadPosition(ref at);
            readFrom[lane] = ReadPosition(ref at);
        }
        var consumed = new SequenceSet();
        for (var i = 0; i < ranges; i++)
            consumed.Add(new(Read(ref at), Read(ref at)));
        return new Checkpoint
        {
            Channel = new Guid(bytes[24..40]),
            Generation = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            OldestGeneration = BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
            NextSequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]),
            IsFinal = bytes[68] == 1,
            Consumed = consumed,
            WrittenTo = writtenTo,
            ReadFrom = readFrom,
        };
    }

    private static void Write(ref Span<byte> at, long first, long second)
    {
        BinaryPrimitives.WriteInt64LittleEndian(at, first);
        BinaryPrimitives.WriteInt64LittleEndian(at[8..], second);
        at = at[16..];
    }

    private static void Write(ref Span<byte> at, SegmentPosition position) =>
        Write(ref at, position.Generation, position.Offset << 32 | position.Salt);

    private static SegmentPosition ReadPosition(ref ReadOnlySpan<byte> at)
    {
        var generation = Read(ref at);
        var place = (ulong)Read(ref at);
        return new(generation, (uint)place, (long)(place >> 32));
    }

    private static long Read(ref ReadOnlySpan<byte> at)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(at);
        at = at[8..];
        return value;
    }
}
