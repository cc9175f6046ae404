using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Torture.Tests.Running;

/// <summary>A file system of its own, ext4 in a file, that can be filled up and made to refuse writes.</summary>
internal sealed partial class SmallDisk : IDisposable
{
    // EXT4_IOC_SHUTDOWN and EXT4_GOING_FLAGS_NOLOGFLUSH.
    private const nuint ShutDown = 0x8004587D;
    private const uint WithoutLog = 2;
    private const long Size = 64 << 20;

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("flumeplug-disk-");
    private bool _isMounted;

    private string Image => Path.Combine(_home.FullName, "image");

    private string Ballast => Path.Combine(Root, "ballast");

    /// <summary>Its directory.</summary>
    public string Root => Path.Combine(_home.FullName, "disk");

    /// <summary>Makes one; the test skips where that is not permitted.</summary>
    public static SmallDisk Create()
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Root);
        using (var image = File.Create(disk.Image))
            image.SetLength(Size);
        var said = "";
        // -m 0: no blocks that only root may fill.
        if (!TryRun("mkfs.ext4", out said, "-q", "-m", "0", disk.Image) || !TryRun("mount", out said, "-o", "loop", disk.Image, disk.Root))
        {
            disk.Dispose();
            Assert.Skip($"A file system cannot be mounted here: {said}");
        }
        disk._isMounted = true;
        return disk;
    }

    /// <summary>Leaves no space at all.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var block in new[] { 1 << 20, 4096 })
            try
            {
                for (var bytes = new byte[block]; ; ballast.Write(bytes))
                {
                }
            }
            catch (IOException)
            {
                // It is full.
            }
    }

    public void Empty() => File.Delete(Ballast);

    public void Remount(string how) => Run("mount", "-o", $"remount,{how}", Root);

    /// <summary>From now on every operation fails with EIO, and what was not flushed is gone, as when a disk is pulled out.</summary>
    public void Break()
    {
        using var root = open(Root, 0, 0);
        Assert.Equal(0, ioctl(root, ShutDown, WithoutLog));
    }

    /// <summary>Takes it out and puts it in again, after whatever happened to it.</summary>
    public void Replace()
    {
        Run("umount", Root);
        Run("mount", "-o", "loop", Image, Root);
    }

    public void Dispose()
    {
        if (_isMounted)
            TryRun("umount", out _, "-l", Root);
        _home.Delete(recursive: true);
    }

    private static void Run(string command, params string[] arguments) => Assert.True(TryRun(command, out var said, arguments), said);

    private static bool TryRun(string command, out string said, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            said = $"{command}: {missing.Message}";
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ioctl(SafeFileHandle file, nuint request, in uint argument);
}
