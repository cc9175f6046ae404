using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace FlumePlug.FileChannel;

/// <summary>
/// The first block of a segment (docs/file-channel-format.md): which channel, generation and lane it belongs to, and where
/// the segment before it in the same directory ends. Written once, in two copies so that a bad sector does not take it.
/// </summary>
internal sealed record SegmentHeader
{
    public const int Version = 1;
    public const int BlockSize = 4096;
    public const int CopySize = 512;
    public const int SecondCopy = 2048;
    public const string Extension = ".segment";

    private const int EncryptionAt = 80;

    public required Guid Channel { get; init; }

    /// <summary>Counts up; the segments of one generation, one a directory, are made, sealed and deleted together.</summary>
    public required long Generation { get; init; }

    /// <summary>The number of the first event that may stand in this generation.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The segment before this one in its directory, 0: none, and where its valid bytes end.</summary>
    public required long PreviousGeneration { get; init; }

    public required long PreviousEnd { get; init; }

    /// <summary>Which of the generation's segments this is, of how many.</summary>
    public required int Lane { get; init; }

    public required int Lanes { get; init; }

    /// <summary>Random, part of every checksum: bytes of another file never look like a record of this one.</summary>
    public required uint Salt { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Null where the records are not encrypted.</summary>
    public SegmentEncryption? Encryption { get; init; }

    public static string FileName(long generation) => generation.ToString("D12", CultureInfo.InvariantCulture) + Extension;

    /// <summary>The generation that a file's name says; null for other files.</summary>
    public static long? GenerationOf(string fileName) =>
        fileName.Length == 12 + Extension.Length && fileName.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(fileName.AsSpan(0, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation : null;

    public static uint NewSalt() => (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    public void Write(Span<byte> block)
    {
        block[..BlockSize].Clear();
        var copy = block[..CopySize];
        "FlumePlg"u8.CopyTo(copy);
        BinaryPrimitives.WriteInt32LittleEndian(copy[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[12..], Salt);
        Channel.TryWriteBytes(copy[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(copy[32..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(copy[40..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(copy[48..], PreviousGeneration);
        BinaryPrimitives.WriteInt64LittleEndian(copy[56..], PreviousEnd);
        BinaryPrimitives.WriteUInt16LittleEndian(copy[64..], (ushort)Lane);
        BinaryPrimitives.WriteUInt16LittleEndian(copy[66..], (ushort)Lanes);
        BinaryPrimitives.WriteInt64LittleEndian(copy[72..], Created.ToUnixTimeMilliseconds());
        SegmentEncryption.Write(Encryption, copy[EncryptionAt..^4]);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[(CopySize - 4)..], Crc32C.Of(copy[..(CopySize - 4)]));
        copy.CopyTo(block[SecondCopy..]);
    }

    /// <summary>Reads the header from a segment's first block; null when neither copy is whole.</summary>
    /// <exception cref="ChannelStorageException">Another version of the format.</exception>
    public static SegmentHeader? Read(ReadOnlySpan<byte> block, string path) =>
        ReadCopy(block, path) ?? (block.Length >= SecondCopy + CopySize ? ReadCopy(block[SecondCopy..], path) : null);

    private static SegmentHeader? ReadCopy(ReadOnlySpan<byte> block, string path)
    {
        if (block.Length < CopySize || !block.StartsWith("FlumePlg"u8))
            return null;
        var copy = block[..CopySize];
        if (BinaryPrimitives.ReadUInt32LittleEndian(copy[(CopySize - 4)..]) != Crc32C.Of(copy[..(CopySize - 4)]))
            return null;
        var version = BinaryPrimitives.ReadInt32LittleEndian(copy[8..]);
        if (version != Version)
            throw ChannelStorageException.OtherVersion(path, version);
        return new SegmentHeader
        {
            Salt = BinaryPrimitives.ReadUInt32LittleEndian(copy[12..]),
            Channel = new Guid(copy[16..32]),
            Generation = BinaryPrimitives.ReadInt64LittleEndian(copy[32..]),
            FirstSequence = BinaryPrimitives.ReadInt64LittleEndian(copy[40..]),
            PreviousGeneration = BinaryPrimitives.ReadInt64LittleEndian(copy[48..]),
            PreviousEnd = BinaryPrimitives.ReadInt64LittleEndian(copy[56..]),
            Lane = BinaryPrimitives.ReadUInt16LittleEndian(copy[64..]),
            Lanes = BinaryPrimitives.ReadUInt16LittleEndian(copy[66..]),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(copy[72..])),
            Encryption = SegmentEncryption.Read(copy[EncryptionAt..^4], path),
        };
    }
}
