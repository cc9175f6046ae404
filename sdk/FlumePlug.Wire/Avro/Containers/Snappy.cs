using System.Buffers.Binary;
using System.Numerics;

namespace FlumePlug.Wire.Avro.Containers;

/// <summary>The Snappy format: a varint of the raw length, then literals and copies of what lies up to 64 KB back.</summary>
internal static class Snappy
{
    private const int HashBits = 14;
    private const int LongestOffset = 65_535;

    // A raw length that promises more than the format can make of the bytes is a lie: a copy of two bytes makes 64.
    private const int MostExpansion = 64;

    public static byte[] Compress(ReadOnlySpan<byte> raw)
    {
        // The worst case is literals only: a tag for each 64 KB and the varint.
        var target = new byte[32 + raw.Length + (raw.Length / 6)];
        var written = WriteLength(target, raw.Length);
        var positions = new int[1 << HashBits];
        var literal = 0;
        for (var i = 0; i + 4 <= raw.Length;)
        {
            var four = BinaryPrimitives.ReadUInt32LittleEndian(raw[i..]);
            ref var slot = ref positions[(four * 0x1E35A7BD) >> (32 - HashBits)];
            var candidate = slot - 1;
            slot = i + 1;
            if (candidate < 0 || i - candidate > LongestOffset || BinaryPrimitives.ReadUInt32LittleEndian(raw[candidate..]) != four)
            {
                i += 1 + ((i - literal) >> 5);
                continue;
            }
            written += WriteLiteral(target.AsSpan(written), raw[literal..i]);
            var length = 4 + raw[(i + 4)..].CommonPrefixLength(raw[(candidate + 4)..]);
            written += WriteCopies(target.AsSpan(written), i - candidate, length);
            i += length;
            literal = i;
        }
        written += WriteLiteral(target.AsSpan(written), raw[literal..]);
        return target[..written];
    }

    /// <exception cref="WireFormatException">It is not Snappy, or larger than <paramref name="most"/>.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> bytes, int most)
    {
        var (length, read) = ReadLength(bytes);
        if (length > most || length > (long)bytes.Length * MostExpansion)
            throw new WireFormatException($"A snappy block says to hold {length} bytes.");
        var target = new byte[length];
        var written = 0;
        while (read < bytes.Length)
        {
            var tag = bytes[read++];
            var kind = tag & 3;
            var extra = kind switch { 0 => tag >> 2 < 60 ? 0 : (tag >> 2) - 59, 1 => 1, 2 => 2, _ => 4 };
            if (extra > bytes.Length - read)
                throw Malformed();
            var value = 0u;
            for (var i = 0; i < extra; i++)
                value |= (uint)bytes[read++] << (8 * i);
            if (kind == 0)
            {
                var count = 1L + (extra == 0 ? (uint)(tag >> 2) : value);
                if (count > bytes.Length - read || count > target.Length - written)
                    throw Malformed();
                bytes.Slice(read, (int)count).CopyTo(target.AsSpan(written));
                (read, written) = (read + (int)count, written + (int)count);
                continue;
            }
            var (offset, copied) = kind == 1 ? (value | (uint)((tag & 0xE0) << 3), 4 + ((tag >> 2) & 7)) : (value, 1 + (tag >> 2));
            if (offset == 0 || offset > written || copied > target.Length - written)
                throw Malformed();
            for (var end = written + copied; written < end; written++)
                target[written] = target[written - (int)offset];
        }
        return written == target.Length ? target : throw Malformed();
    }

    private static int WriteLength(Span<byte> target, int length)
    {
        var written = 0;
        var left = (uint)length;
        for (; left >= 0x80; left >>= 7)
            target[written++] = (byte)(left | 0x80);
        target[written++] = (byte)left;
        return written;
    }

    private static (long Length, int Read) ReadLength(ReadOnlySpan<byte> bytes)
    {
        long length = 0;
        for (var i = 0; i < Math.Min(5, bytes.Length); i++)
        {
            length |= (long)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
                return (length, i + 1);
        }
        throw Malformed();
    }

    private static int WriteLiteral(Span<byte> target, ReadOnlySpan<byte> literal)
    {
        if (literal.IsEmpty)
            return 0;
        var last = literal.Length - 1;
        var written = 1;
        if (last < 60)
        {
            target[0] = (byte)(last << 2);
        }
        else
        {
            var bytes = (BitOperations.Log2((uint)last) / 8) + 1;
            target[0] = (byte)((59 + bytes) << 2);
            for (; written <= bytes; written++)
                target[written] = (byte)(last >> (8 * (written - 1)));
        }
        literal.CopyTo(target[written..]);
        return written + literal.Length;
    }

    private static int WriteCopies(Span<byte> target, int offset, int length)
    {
        var written = 0;
        for (; length > 0; written += 3)
        {
            var count = Math.Min(length, 64);
            target[written] = (byte)(2 | ((count - 1) << 2));
            BinaryPrimitives.WriteUInt16LittleEndian(target[(written + 1)..], (ushort)offset);
            length -= count;
        }
        return written;
    }

    private static WireFormatException Malformed() => new("A snappy block is malformed.");
}
