using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Files.Tailing;

/// <summary>
/// The checksum of a file's first bytes. A log only grows: when its beginning is another one, it was cut off and written anew,
/// or an inode was used again; and a file that begins alike is the copy of a log.
/// </summary>
internal readonly record struct FileHead(int Length, uint Checksum)
{
    private const int Longest = 1024;

    [ThreadStatic]
    private static byte[]? s_bytes;

    /// <summary>Whether a longer file would have a longer head.</summary>
    public bool CanGrow => Length < Longest;

    /// <summary>The head of a file that has at least so many bytes.</summary>
    public static FileHead Of(SafeFileHandle handle, long size) => Read(handle, 0, size);

    /// <summary>Whether a file begins like this.</summary>
    public bool IsOf(SafeFileHandle handle) => Length == 0 || Of(handle, Length) == this;

    /// <summary>Whether two files have the same bytes before a place.</summary>
    public static bool AreAlikeBefore(long end, SafeFileHandle one, SafeFileHandle other)
    {
        var start = Math.Max(0, end - Longest);
        return Read(one, start, end) == Read(other, start, end);
    }

    private static FileHead Read(SafeFileHandle handle, long start, long end)
    {
        var bytes = (s_bytes ??= new byte[Longest]).AsSpan(0, (int)Math.Min(end - start, Longest));
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(handle, bytes[length..], start + length) is var read and > 0)
            length += read;
        return new FileHead(length, ChecksumOf(bytes[..length]));
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            checksum = BitOperations.Crc32C(checksum, BitConverter.ToUInt64(bytes));
        foreach (var one in bytes)
            checksum = BitOperations.Crc32C(checksum, one);
        return ~checksum;
    }
}
