using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.FileChannel;

/// <summary>The file systems of this machine.</summary>
internal sealed class LocalDisk : Disk
{
    public const string LockName = "in_use.lock";

    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    public override DiskFile Open(string path, FileUse use) => LocalFile.Open(path, use);

    public override IReadOnlyList<string> List(string directory)
    {
        Make(directory);
        return [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path))];
    }

    public override void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public override void Delete(string path) => File.Delete(path);

    public override void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsLinux())
            LinuxCalls.FlushDirectory(directory);
    }

    public override long FreeSpace(string directory) => new DriveInfo(directory).AvailableFreeSpace;

    // Both are advisory locks on Unix. People delete files, so the directory itself is locked too, where its file system can do that;
    // the file says whose the lock is, and keeps earlier versions out.
    public override IDisposable Lock(string directory, string? owner)
    {
        if (owner is not null)
            Make(directory);
        var path = Path.Combine(directory, LockName);
        var whole = OperatingSystem.IsLinux() ? HoldDirectory(directory, path) : null;
        try
        {
            return new HeldDirectory(whole, HoldFile(path, owner));
        }
        catch
        {
            whole?.Dispose();
            throw;
        }
    }

    private sealed record HeldDirectory(IDisposable? Whole, IDisposable? File) : IDisposable
    {
        public void Dispose()
        {
            File?.Dispose();
            Whole?.Dispose();
        }
    }

    private static void Make(string directory)
    {
        if (File.Exists(directory))
            throw new ChannelStorageException($"{directory} is a file, and the channel needs a directory of that name. Move the file away, or "
                + "name another directory.");
        Directory.CreateDirectory(directory);
    }

    [SupportedOSPlatform("linux")]
    private static SafeFileHandle? HoldDirectory(string directory, string lockFile)
    {
        var opened = LinuxCalls.TryOpenToRead(directory);
        if (opened is null || LinuxCalls.TryLock(opened))
            return opened;
        opened.Dispose();
        throw new DirectoryLockedException(ReadHolder(lockFile));
    }

    private static FileStream? HoldFile(string path, string? owner)
    {
        if (owner is null)
            return File.Exists(path) ? Hold(path, FileMode.Open, FileAccess.Read) : null;
        var held = Hold(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        held.SetLength(0);
        held.Write(Encoding.UTF8.GetBytes(owner));
        held.Flush();
        return held;
    }

    private static FileStream Hold(string path, FileMode mode, FileAccess access)
    {
        try
        {
            return new FileStream(path, mode, access, FileShare.None);
        }
        catch (IOException refused) when (refused.HResult is WouldBlock or SharingViolation)
        {
            throw new DirectoryLockedException(ReadHolder(path));
        }
    }

    // The base library would ask for a lock of its own to read.
    private static string ReadHolder(string path)
    {
        using var file = OperatingSystem.IsLinux() ? LinuxCalls.TryOpenToRead(path) : null;
        var text = new byte[1024];
        return file is null ? "" : Encoding.UTF8.GetString(text, 0, RandomAccess.Read(file, text, 0));
    }
}
