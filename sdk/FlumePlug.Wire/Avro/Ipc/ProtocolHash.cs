using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>The MD5 of a protocol's text, by which two ends of a connection tell whether they know it.</summary>
public readonly record struct ProtocolHash(ulong High, ulong Low)
{
    /// <summary>The bytes of a hash.</summary>
    public const int Size = 16;

    /// <summary>The hash of a text.</summary>
#pragma warning disable CA5351 // Avro's choice; a name, not a protection.
    public static ProtocolHash Of(string text) => Read(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    /// <summary>The hash in 16 bytes.</summary>
    public static ProtocolHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes 16 bytes.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, High);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Low);
    }

    /// <summary>The hash in hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
