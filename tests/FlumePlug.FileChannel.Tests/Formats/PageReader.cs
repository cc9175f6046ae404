using System.Security.Cryptography;
using System.Text;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Reads segments as docs/file-channel-format.md says, with nothing of the channel's own code.</summary>
internal sealed class PageReader(Func<string, byte[]> keyOf)
{
    public SortedDictionary<long, (string Headers, string Body)> Events { get; } = [];

    public SortedSet<long> Taken { get; } = [];

    public string? KeyName { get; private set; }

    public void Read(byte[] file)
    {
        Assert.Equal("FlumePlg", Encoding.ASCII.GetString(file, 0, 8));
        Assert.Equal(1, BitConverter.ToInt32(file, 8));
        Assert.Equal(file[..512], file[2048..2560]);
        Assert.Equal(Crc(file[..508], 0), BitConverter.ToUInt32(file, 508));
        var (salt, first) = (BitConverter.ToUInt32(file, 12), BitConverter.ToInt64(file, 40));
        var key = KeyOf(file);
        for (var at = 4096; at + 24 <= file.Length; at += 24 + (int)(BitConverter.ToUInt32(file, at + 4) & 0x3FFFFFFF))
        {
            if (Crc(file[(at + 4)..(at + 24)], Crc(BitConverter.GetBytes((uint)at), salt)) != BitConverter.ToUInt32(file, at))
                break;
            var kind = BitConverter.ToUInt32(file, at + 4) >> 30;
            var payload = file[(at + 24)..(at + 24 + (int)(BitConverter.ToUInt32(file, at + 4) & 0x3FFFFFFF))];
            Assert.Equal(Crc(payload, 0), BitConverter.ToUInt32(file, at + 8));
            if (key is not null)
                payload = Decrypt(key, file[at..(at + 24)], at, payload);
            var from = new Queue<byte>(payload);
            if (kind == 1)
                ReadEvents(from, BitConverter.ToInt32(file, at + 12), first + BitConverter.ToUInt32(file, at + 16));
            else
                ReadTakes(from, BitConverter.ToInt32(file, at + 12));
            Assert.Empty(from);
        }
    }

    private void ReadEvents(Queue<byte> from, int count, long number)
    {
        var headers = "";
        for (var i = 0; i < count; i++)
        {
            var start = Varint(from);
            if (start % 2 == 1)
                headers = string.Join(",", Enumerable.Range(0, (int)Varint(from)).Select(_ => $"{Text(from)}={Text(from)}"));
            Events.Add(number + i, (headers, Encoding.UTF8.GetString(Bytes(from, (int)(start / 2)))));
        }
    }

    private void ReadTakes(Queue<byte> from, int count)
    {
        ulong end = 0;
        for (var i = 0; i < count; i++)
        {
            var first = end + Varint(from);
            end = first + Varint(from);
            for (var number = first; number < end; number++)
                Taken.Add((long)number);
        }
    }

    private byte[]? KeyOf(byte[] file)
    {
        if (BitConverter.ToUInt16(file, 80) == 0)
            return null;
        KeyName = Encoding.UTF8.GetString(file, 132, BitConverter.ToUInt16(file, 82));
        var made = HKDF.DeriveKey(HashAlgorithmName.SHA256, keyOf(KeyName), 48, file[84..116], Encoding.ASCII.GetBytes("FlumePlug file channel 1"));
        Assert.Equal(file[116..132], made[32..]);
        return made[..32];
    }

    private static byte[] Decrypt(byte[] key, byte[] header, int offset, byte[] payload)
    {
        using var aes = new AesGcm(key, 16);
        var plain = new byte[payload.Length - 16];
        byte[] nonce = [.. BitConverter.GetBytes((long)offset), 0, 0, 0, 0];
        byte[] told = [.. header[4..8], .. header[12..24]];
        aes.Decrypt(nonce, payload[..^16], payload[^16..], plain, told);
        return plain;
    }

    private static string Text(Queue<byte> from)
    {
        var start = Varint(from);
        var bytes = Bytes(from, (int)(start / 2));
        return start % 2 == 0 ? Encoding.UTF8.GetString(bytes)
            : new string([.. Enumerable.Range(0, bytes.Length / 2).Select(i => (char)(bytes[2 * i] | bytes[2 * i + 1] << 8))]);
    }

    private static byte[] Bytes(Queue<byte> from, int count) => [.. Enumerable.Range(0, count).Select(_ => from.Dequeue())];

    private static ulong Varint(Queue<byte> from)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = from.Dequeue();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    // Bit by bit, as the polynomial says; 0x82F63B78 is 0x1EDC6F41 reflected.
    private static uint Crc(byte[] bytes, uint before)
    {
        var sum = ~before;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? sum >> 1 ^ 0x82F63B78 : sum >> 1;
        }
        return ~sum;
    }
}
