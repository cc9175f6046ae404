using System.Buffers.Binary;
using System.IO.Compression;

namespace FlumePlug.Wire.Avro.Containers;

/// <summary>How the blocks of a container file are compressed.</summary>
public abstract class AvroCodec
{
    /// <summary>The largest block that is unpacked: one that unfolds to more is taken for an attack.</summary>
    public const int MostBlockBytes = 512 * 1024 * 1024;

    /// <summary>Not at all.</summary>
    public static AvroCodec Null { get; } = new NullCodec();

    /// <summary>Raw deflate (RFC 1951).</summary>
    public static AvroCodec Deflate { get; } = new DeflateCodec();

    /// <summary>Snappy, and the CRC-32 of the raw bytes behind it.</summary>
    public static AvroCodec Snappy { get; } = new SnappyCodec();

    /// <summary>The name in the file.</summary>
    public abstract string Name { get; }

    /// <summary>The codec of a name, or null when we have none.</summary>
    public static AvroCodec? Find(string name) => name switch { "null" => Null, "deflate" => Deflate, "snappy" => Snappy, _ => null };

    /// <summary>Compresses a block.</summary>
    public abstract ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> block);

    /// <summary>Unpacks a block.</summary>
    /// <exception cref="WireFormatException">It is damaged, or too large.</exception>
    public abstract byte[] Decompress(ReadOnlySpan<byte> block);

    private sealed class NullCodec : AvroCodec
    {
        public override string Name => "null";

        public override ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> block) => block;

        public override byte[] Decompress(ReadOnlySpan<byte> block) => block.ToArray();
    }

    private sealed class DeflateCodec : AvroCodec
    {
        public override string Name => "deflate";

        public override ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> block)
        {
            var packed = new MemoryStream();
            using (var deflater = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                deflater.Write(block.Span);
            return packed.GetBuffer().AsMemory(0, (int)packed.Length);
        }

        public override byte[] Decompress(ReadOnlySpan<byte> block)
        {
            try
            {
                using var inflater = new DeflateStream(new MemoryStream(block.ToArray()), CompressionMode.Decompress);
                var raw = new MemoryStream();
                var piece = new byte[64 * 1024];
                for (int read; (read = inflater.Read(piece)) > 0;)
                {
                    if (raw.Length + read > MostBlockBytes)
                        throw new WireFormatException($"A deflated block unfolds to more than {MostBlockBytes} bytes.");
                    raw.Write(piece.AsSpan(0, read));
                }
                return raw.ToArray();
            }
            catch (InvalidDataException malformed)
            {
                throw new WireFormatException("A deflated block is malformed.", malformed);
            }
        }
    }

    private sealed class SnappyCodec : AvroCodec
    {
        private const int CrcBytes = 4;

        public override string Name => "snappy";

        public override ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> block)
        {
            var packed = Containers.Snappy.Compress(block.Span);
            Array.Resize(ref packed, packed.Length + CrcBytes);
            BinaryPrimitives.WriteUInt32BigEndian(packed.AsSpan(packed.Length - CrcBytes), Crc32.Of(block.Span));
            return packed;
        }

        public override byte[] Decompress(ReadOnlySpan<byte> block)
        {
            if (block.Length < CrcBytes)
                throw new WireFormatException("A snappy block has no checksum.");
            var raw = Containers.Snappy.Decompress(block[..^CrcBytes], MostBlockBytes);
            return Crc32.Of(raw) == BinaryPrimitives.ReadUInt32BigEndian(block[^CrcBytes..]) ? raw
                : throw new WireFormatException("A snappy block does not match its checksum.");
        }
    }
}
