using System.Text;

namespace FlumePlug.FileChannel;

/// <summary>The file systems of this machine.</summary>
internal sealed class LocalDisk : Disk
{
    public const string LockName = "in_use.lock";

    public override DiskFile Open(string path, FileUse use) => LocalFile.Open(path, use);

    public override IReadOnlyList<string> List(string directory)
    {
        Directory.CreateDirectory(directory);
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

    // FileShare.None is an advisory lock on Unix; reading without a share mode looks past it.
    public override IDisposable Lock(string directory, string owner)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, LockName);
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused) when (File.Exists(path) && TryReadHolder(path) is { } holder && refused is not PathTooLongException)
        {
            throw new DirectoryLockedException(holder);
        }
        held.SetLength(0);
        held.Write(Encoding.UTF8.GetBytes(owner));
        held.Flush();
        return held;
    }

    private static string? TryReadHolder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
