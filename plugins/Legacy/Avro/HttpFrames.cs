using System.Buffers;
using System.Buffers.Binary;
using FlumePlug.Wire;

namespace FlumePlug.Legacy;

/// <summary>How Avro sends a message by HTTP: buffers, each behind its length, and a length of 0 at the end.</summary>
internal static class HttpFrames
{
    private const int LengthBytes = 4;

    /// <summary>Joins the buffers.</summary>
    /// <exception cref="WireFormatException">They are none.</exception>
    public static byte[] Read(ReadOnlySpan<byte> body)
    {
        var message = new ArrayBufferWriter<byte>(Math.Max(1, body.Length));
        while (body.Length >= LengthBytes)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body);
            body = body[LengthBytes..];
            if (length == 0)
                return message.WrittenSpan.ToArray();
            if (length < 0 || length > body.Length)
                throw new WireFormatException($"A buffer of {length} bytes in a body with {body.Length} left: this is not Avro's HTTP.");
            message.Write(body[..length]);
            body = body[length..];
        }
        throw new WireFormatException("The body ends without a buffer of 0 bytes: this is not Avro's HTTP.");
    }

    /// <summary>Frames a message as one buffer.</summary>
    public static byte[] Write(ReadOnlySpan<byte> message)
    {
        var body = new byte[LengthBytes + message.Length + LengthBytes];
        BinaryPrimitives.WriteInt32BigEndian(body, message.Length);
        message.CopyTo(body.AsSpan(LengthBytes));
        return body;
    }
}
