using System.Buffers.Binary;
using System.Numerics;

namespace FlumePlug.FileChannel;

/// <summary>CRC-32C (Castagnoli), as iSCSI and ext4 use it; computed by the processor.</summary>
internal static class Crc32C
{
    /// <param name="bytes">What to sum up.</param>
    /// <param name="before">The sum of what stands before; a salt makes sums of other files differ.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var sum = ~before;
        while (bytes.Length >= 8)
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var one in bytes)
            sum = BitOperations.Crc32C(sum, one);
        return ~sum;
    }
}
