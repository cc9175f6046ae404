using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Script.Compiling;

/// <summary>
/// What tells that a file was changed or replaced, also behind symbolic links. The time alone does not: a file system's clock
/// may stand still for some milliseconds.
/// </summary>
internal readonly record struct FileStamp(long WrittenTicks, long Length, int Content = 0)
{
    private const int MostContent = 256 * 1024;

    /// <summary>Not there, or empty: what replaces a file in place begins with that.</summary>
    public bool IsBlank => Length <= 0;

    public static FileStamp Of(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            return new(File.GetLastWriteTimeUtc(file).Ticks, length, length > MostContent ? 0 : ContentOf(file, (int)length));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new(0, -1);
        }
    }

    private static int ContentOf(SafeFileHandle file, int length)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        var hash = new HashCode();
        hash.AddBytes(bytes.AsSpan(0, RandomAccess.Read(file, bytes.AsSpan(0, length), 0)));
        ArrayPool<byte>.Shared.Return(bytes);
        return hash.ToHashCode();
    }
}
