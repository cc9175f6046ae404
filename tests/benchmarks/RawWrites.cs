using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Benchmarks;

/// <summary>The loop that a durable channel is measured by: the same bytes, then a flush, over and over, in a file with room made ahead.</summary>
internal static partial class RawWrites
{
    private const int BlockSize = 4096;
    private const long Room = 1L << 30;

    /// <param name="path">A file, deleted afterwards.</param>
    /// <param name="bytes">Written between two flushes; with <paramref name="direct"/> filled up to whole blocks.</param>
    /// <param name="window">How long.</param>
    /// <param name="direct">Past the page cache.</param>
    public static unsafe double PerSecond(string path, int bytes, TimeSpan window, bool direct)
    {
        var length = direct ? (bytes + BlockSize - 1) / BlockSize * BlockSize : bytes;
        var block = (byte*)NativeMemory.AlignedAlloc((nuint)length, BlockSize);
        try
        {
            new Span<byte>(block, length).Fill((byte)'x');
            using var file = open(path, 0x2 | 0x40 | 0x200 | (direct ? 0x4000 : 0), 0x1A4);
            if (file.IsInvalid || fallocate(file, 0, 0, Room) != 0)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            var (writes, at, since) = (0, 0L, Stopwatch.GetTimestamp());
            for (; Stopwatch.GetElapsedTime(since) < window; writes++, at = at + 2 * length > Room ? 0 : at + length)
                if (pwrite(file, block, (nuint)length, at) != length || fdatasync(file) != 0)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
            return writes / Stopwatch.GetElapsedTime(since).TotalSeconds;
        }
        finally
        {
            NativeMemory.AlignedFree(block);
            File.Delete(path);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint pwrite(SafeFileHandle file, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fdatasync(SafeFileHandle file);
}
