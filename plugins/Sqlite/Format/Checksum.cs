using System.Buffers.Binary;
using System.Numerics;

namespace FlumePlug.Sqlite;

/// <summary>CRC-32C of a row: of what it is about (its first event's number and how many) and of its bytes.</summary>
internal static class Checksum
{
    public static uint Of(long first, long count, ReadOnlySpan<byte> bytes)
    {
        var sum = BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, (ulong)first), (ulong)count);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var left in bytes)
            sum = BitOperations.Crc32C(sum, left);
        return ~sum;
    }
}
