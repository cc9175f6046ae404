using System.Buffers.Binary;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>A Netty frame with one buffer, as we send it: int serial, int 1, int length, bytes.</summary>
public static class AvroFrame
{
    /// <summary>The bytes before the message.</summary>
    public const int HeaderBytes = 12;

    /// <summary>Writes what stands before a message of so many bytes.</summary>
    public static void WriteHeader(Span<byte> target, int serial, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, serial);
        BinaryPrimitives.WriteInt32BigEndian(target[4..], 1);
        BinaryPrimitives.WriteInt32BigEndian(target[8..], length);
    }
}
