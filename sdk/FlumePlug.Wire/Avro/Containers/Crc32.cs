namespace FlumePlug.Wire.Avro.Containers;

/// <summary>The CRC-32 of zip and gzip.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index =>
    {
        var crc = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (0xEDB88320 & (0u - (crc & 1)));
        return crc;
    })];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var one in bytes)
            crc = (crc >> 8) ^ Table[(byte)(crc ^ one)];
        return ~crc;
    }
}
