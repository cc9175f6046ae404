namespace FlumePlug.Wire.Avro;

/// <summary>Reads Avro's binary encoding from bytes that are all there; <c>Try</c> methods from bytes that may not be yet.</summary>
/// <remarks>Nothing is allocated on the word of a length: every length is checked against the bytes that are there.</remarks>
public ref struct AvroReader(ReadOnlySpan<byte> bytes)
{
    private const int MostVarintBytes = 10;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>The bytes not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    /// <summary>Reads an int or a long; false: it is not all there, and nothing was read.</summary>
    /// <exception cref="WireFormatException">It is longer than a long can be.</exception>
    public bool TryReadLong(out long value)
    {
        var rest = Rest;
        if (!rest.IsEmpty && rest[0] < 0x80)
        {
            value = (rest[0] >> 1) ^ -(rest[0] & 1);
            Position++;
            return true;
        }
        ulong raw = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (i == MostVarintBytes)
                throw new WireFormatException("A number has more than ten bytes.");
            raw |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] >= 0x80)
                continue;
            value = (long)(raw >> 1) ^ -(long)(raw & 1);
            Position += i + 1;
            return true;
        }
        value = 0;
        return false;
    }

    /// <summary>Reads bytes or a string's UTF-8; false: they are not all there, and nothing was read.</summary>
    /// <exception cref="WireFormatException">The length is negative or above <paramref name="most"/>.</exception>
    public bool TryReadBytes(out ReadOnlySpan<byte> value, int most = int.MaxValue)
    {
        value = default;
        var start = Position;
        if (!TryReadLong(out var length))
            return false;
        if (length < 0 || length > most)
            throw new WireFormatException(length < 0 ? $"A length is negative ({length})." : $"A length of {length} is above the limit of {most}.");
        if (length > _bytes.Length - Position)
        {
            Position = start;
            return false;
        }
        value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return true;
    }

    /// <summary>Reads fixed bytes; false: they are not all there, and nothing was read.</summary>
    public bool TryReadFixed(int length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (length > _bytes.Length - Position)
            return false;
        value = _bytes.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>
    /// Reads how many items the next block of an array or a map holds, zero at its end; false: that is not all there, and nothing
    /// was read. A block's size in bytes, given with a negative count, is not needed.
    /// </summary>
    public bool TryReadBlockCount(out long count)
    {
        var start = Position;
        if (!TryReadLong(out count))
            return false;
        if (count >= 0)
            return true;
        if (!TryReadLong(out var size))
        {
            Position = start;
            return false;
        }
        count = -count;
        return count >= 0 && size >= 0 ? true : throw new WireFormatException($"A block of {count} items and {size} bytes cannot be.");
    }

    /// <summary>Goes behind a map of bytes or strings; false: it is not all there, and the position is anywhere in it.</summary>
    /// <exception cref="WireFormatException">A length is negative or above <paramref name="most"/>.</exception>
    public bool TrySkipMap(int most = int.MaxValue)
    {
        while (TryReadBlockCount(out var entries))
        {
            if (entries == 0)
                return true;
            for (; entries > 0; entries--)
                if (!TryReadBytes(out _, most) || !TryReadBytes(out _, most))
                    return false;
        }
        return false;
    }

    /// <summary>Reads a long.</summary>
    /// <exception cref="WireFormatException">The bytes end before.</exception>
    public long ReadLong() => TryReadLong(out var value) ? value : throw Ended();

    /// <summary>Reads an int, such as the index of an enum or a union.</summary>
    /// <exception cref="WireFormatException">The bytes end before, or it is no int.</exception>
    public int ReadInt()
    {
        var value = ReadLong();
        return (int)value == value ? (int)value : throw new WireFormatException($"{value} is not an int.");
    }

    /// <summary>Reads bytes or a string's UTF-8.</summary>
    /// <exception cref="WireFormatException">The bytes end before.</exception>
    public ReadOnlySpan<byte> ReadBytes() => TryReadBytes(out var value) ? value : throw Ended();

    /// <summary>Reads fixed bytes.</summary>
    /// <exception cref="WireFormatException">The bytes end before.</exception>
    public ReadOnlySpan<byte> ReadFixed(int length) => TryReadFixed(length, out var value) ? value : throw Ended();

    /// <summary>Reads how many items the next block of an array or a map holds; zero at its end.</summary>
    /// <exception cref="WireFormatException">The bytes end before.</exception>
    public long ReadBlockCount() => TryReadBlockCount(out var count) ? count : throw Ended();

    private static WireFormatException Ended() => new("The bytes end in the middle of a value.");
}
