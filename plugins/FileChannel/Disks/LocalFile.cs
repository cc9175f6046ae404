using Microsoft.Win32.SafeHandles;

namespace FlumePlug.FileChannel;

/// <summary>A file of this machine; on Linux written past the page cache where the file system grants it.</summary>
internal sealed class LocalFile : DiskFile
{
    private readonly SafeFileHandle _handle;
    private bool _isDirect;
    private bool _isReadOnly; // only Linux flushes what others wrote
    private bool _cannotPreallocate;

    private LocalFile(SafeFileHandle handle, bool isDirect) => (_handle, _isDirect) = (handle, isDirect);

    public override long Length => RandomAccess.GetLength(_handle);

    public static LocalFile Open(string path, FileUse use)
    {
        if (use == FileUse.Read)
            return new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), false) { _isReadOnly = true };
        if (use == FileUse.WriteBlocks && OperatingSystem.IsLinux() && LinuxCalls.TryCreateDirect(path) is { } direct)
            return new(direct, true);
        return new(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), false);
    }

    public override int Read(Span<byte> into, long offset)
    {
        var read = 0;
        while (read < into.Length && RandomAccess.Read(_handle, into[read..], offset + read) is > 0 and var some)
            read += some;
        return read;
    }

    public override void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
        }
        catch (IOException refused) when (_isDirect && OperatingSystem.IsLinux() && LinuxCalls.LeaveDirect(_handle, refused))
        {
            // Some file systems grant O_DIRECT when a file is opened and refuse it when it is written.
            _isDirect = false;
            RandomAccess.Write(_handle, bytes, offset);
        }
    }

    public override void Flush()
    {
        if (OperatingSystem.IsLinux())
            LinuxCalls.FlushContent(_handle);
        else if (!_isReadOnly)
            RandomAccess.FlushToDisk(_handle);
    }

    public override void Preallocate(long length)
    {
        if (!_cannotPreallocate && OperatingSystem.IsLinux())
            _cannotPreallocate = !LinuxCalls.TryPreallocate(_handle, length);
    }

    public override void Truncate(long length) => RandomAccess.SetLength(_handle, length);

    public override void Dispose() => _handle.Dispose();
}
