using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FlumePlug.Hdfs.Formats;

/// <summary>Numbers and texts as Hadoop's WritableUtils and Text write them.</summary>
internal static class HadoopText
{
    public const int MostVintBytes = 9;

    /// <summary>The bytes of a number of variable length.</summary>
    public static int WriteVint(Span<byte> target, long value)
    {
        if (value is >= -112 and <= 127)
        {
            target[0] = (byte)value;
            return 1;
        }
        var magnitude = (ulong)(value < 0 ? ~value : value);
        var bytes = (64 - System.Numerics.BitOperations.LeadingZeroCount(magnitude) + 7) / 8;
        target[0] = (byte)((value < 0 ? -120 : -112) - bytes);
        for (var i = 0; i < bytes; i++)
            target[1 + i] = (byte)(magnitude >> (8 * (bytes - 1 - i)));
        return 1 + bytes;
    }

    public static void WriteVint(this IBufferWriter<byte> writer, long value) => writer.Advance(WriteVint(writer.GetSpan(MostVintBytes), value));

    public static void WriteInt(this IBufferWriter<byte> writer, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(writer.GetSpan(4), value);
        writer.Advance(4);
    }

    public static void WriteText(this IBufferWriter<byte> writer, string text)
    {
        writer.WriteVint(Encoding.UTF8.GetByteCount(text));
        writer.Write(Encoding.UTF8.GetBytes(text));
    }
}
