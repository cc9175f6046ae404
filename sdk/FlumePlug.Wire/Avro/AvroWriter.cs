using System.Buffers;
using System.Text;

namespace FlumePlug.Wire.Avro;

/// <summary>Writes Avro's binary encoding.</summary>
public static class AvroWriter
{
    /// <summary>The most bytes of a number.</summary>
    public const int MostLongBytes = 10;

    /// <summary>How many bytes a number takes.</summary>
    public static int SizeOfLong(long value)
    {
        var raw = ZigZag(value) | 1;
        return (70 - System.Numerics.BitOperations.LeadingZeroCount(raw)) / 7;
    }

    /// <summary>How many bytes so many bytes, or a string of so many in UTF-8, take with their length.</summary>
    public static int SizeOfBytes(int length) => SizeOfLong(length) + length;

    /// <summary>Writes an int or a long, and returns how many bytes it took.</summary>
    public static int WriteLong(Span<byte> target, long value)
    {
        var raw = ZigZag(value);
        var written = 0;
        for (; raw >= 0x80; raw >>= 7)
            target[written++] = (byte)(raw | 0x80);
        target[written++] = (byte)raw;
        return written;
    }

    /// <summary>Writes bytes, and returns how many they took with their length.</summary>
    public static int WriteBytes(Span<byte> target, ReadOnlySpan<byte> value)
    {
        var written = WriteLong(target, value.Length);
        value.CopyTo(target[written..]);
        return written + value.Length;
    }

    /// <summary>Writes a string whose UTF-8 has so many bytes, and returns how many it took with its length.</summary>
    public static int WriteString(Span<byte> target, string value, int utf8Length)
    {
        var written = WriteLong(target, utf8Length);
        return written + Encoding.UTF8.GetBytes(value, target[written..]);
    }

    /// <summary>Writes an int or a long.</summary>
    public static void WriteLong(this IBufferWriter<byte> writer, long value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Advance(WriteLong(writer.GetSpan(MostLongBytes), value));
    }

    /// <summary>Writes bytes with their length.</summary>
    public static void WriteBytes(this IBufferWriter<byte> writer, ReadOnlySpan<byte> value)
    {
        writer.WriteLong(value.Length);
        writer.Write(value);
    }

    /// <summary>Writes a string.</summary>
    public static void WriteString(this IBufferWriter<byte> writer, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        writer.WriteLong(length);
        writer.Advance(Encoding.UTF8.GetBytes(value, writer.GetSpan(Math.Max(1, length))));
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
