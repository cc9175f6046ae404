namespace FlumePlug.FileChannel;

/// <summary>Unsigned numbers in 7 bits a byte, the low ones first; the high bit says that another byte follows.</summary>
internal static class Varint
{
    public const int LongestInt = 5;
    public const int LongestLong = 10;

    /// <summary>Writes a number and returns how many bytes it took.</summary>
    public static int Write(Span<byte> into, ulong value)
    {
        var length = 0;
        for (; value > 0x7F; value >>= 7)
            into[length++] = (byte)(value | 0x80);
        into[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads a number and moves past it.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var i = 0; i < from.Length && i < LongestLong; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] > 0x7F)
                continue;
            from = from[(i + 1)..];
            return value;
        }
        throw new InvalidDataException("A number in the record does not end.");
    }

    /// <summary>Reads a length that cannot exceed what follows it.</summary>
    public static int ReadLength(ref ReadOnlySpan<byte> from, int shift = 0)
    {
        var value = Read(ref from) >> shift;
        return value <= (ulong)from.Length ? (int)value
            : throw new InvalidDataException($"The record says that {value} bytes follow where there are {from.Length}.");
    }
}
