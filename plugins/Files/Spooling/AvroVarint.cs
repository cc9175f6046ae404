using System.Buffers;

namespace FlumePlug.Files.Spooling;

/// <summary>Avro's long: zigzag, seven bits at a time, the lowest first.</summary>
internal static class AvroVarint
{
    public static void Write(IBufferWriter<byte> writer, long value) => writer.Advance(Write(writer.GetSpan(10), value));

    public static int Write(Span<byte> bytes, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
            bytes[length++] = (byte)(rest | 0x80);
        bytes[length++] = (byte)rest;
        return length;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out long value, out int length)
    {
        ulong read = 0;
        for (length = 0; length < Math.Min(bytes.Length, 10); length++)
        {
            read |= (ulong)(bytes[length] & 0x7F) << (7 * length);
            if ((bytes[length] & 0x80) != 0)
                continue;
            length++;
            value = (long)(read >> 1) ^ -(long)(read & 1);
            return true;
        }
        value = 0;
        return false;
    }
}
