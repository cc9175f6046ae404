using System.Buffers.Binary;

namespace FlumePlug.Hdfs.Codecs;

/// <summary>
/// The LZ4 block format (github.com/lz4/lz4, doc/lz4_Block_format.md): sequences of literals and a match up to 64 KB back; the
/// last five bytes are literals, and no match begins in the last twelve.
/// </summary>
internal static class Lz4
{
    private const int HashBits = 14;
    private const int LongestOffset = 65_535;
    private const int ShortestMatch = 4;
    private const int LastLiterals = 5;
    private const int NoMatchBefore = 12;
    private const int Nibble = 15;

    public static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> block)
    {
        var raw = block.Span;
        var target = new byte[raw.Length + (raw.Length / 255) + 16];
        var positions = new int[1 << HashBits];
        var (written, literal) = (0, 0);
        for (var i = 0; i < raw.Length - NoMatchBefore;)
        {
            var four = BinaryPrimitives.ReadUInt32LittleEndian(raw[i..]);
            ref var slot = ref positions[(four * 2654435761) >> (32 - HashBits)];
            var candidate = slot - 1;
            slot = i + 1;
            if (candidate < 0 || i - candidate > LongestOffset || BinaryPrimitives.ReadUInt32LittleEndian(raw[candidate..]) != four)
            {
                i += 1 + ((i - literal) >> 6);
                continue;
            }
            var length = ShortestMatch + raw[(i + ShortestMatch)..^LastLiterals].CommonPrefixLength(raw[(candidate + ShortestMatch)..]);
            written += WriteSequence(target.AsSpan(written), raw[literal..i], i - candidate, length - ShortestMatch);
            i += length;
            literal = i;
        }
        written += WriteSequence(target.AsSpan(written), raw[literal..], 0, 0);
        return target.AsMemory(0, written);
    }

    // Without an offset it is the last one: literals only.
    private static int WriteSequence(Span<byte> target, ReadOnlySpan<byte> literals, int offset, int more)
    {
        target[0] = (byte)((Math.Min(literals.Length, Nibble) << 4) | Math.Min(more, Nibble));
        var written = 1 + WriteRest(target[1..], literals.Length);
        literals.CopyTo(target[written..]);
        written += literals.Length;
        if (offset == 0)
            return written;
        BinaryPrimitives.WriteUInt16LittleEndian(target[written..], (ushort)offset);
        return written + 2 + WriteRest(target[(written + 2)..], more);
    }

    private static int WriteRest(Span<byte> target, int length)
    {
        if (length < Nibble)
            return 0;
        var written = 0;
        for (length -= Nibble; length >= 255; length -= 255)
            target[written++] = 255;
        target[written++] = (byte)length;
        return written;
    }
}
