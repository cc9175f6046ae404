using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.FileChannel;

/// <summary>What the base library does not offer of Linux's file calls.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxCalls
{
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int Empty = 0x200;
    private const int CloseOnExec = 0x80000;
    private const int ForAll = 0x1A4; // rw-r--r--, as the base library creates files
    private const int SetFlags = 4;
    private const int LockAlone = 2;
    private const int LockAtOnce = 4;
    private const int WouldBlock = 11;
    private const int InvalidArgument = 22;
    private const int NotImplemented = 38;
    private const int NotSupported = 95;

    // The flags differ between processors; on others the page cache is used.
    private static readonly int Direct = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => 0,
    };

    /// <summary>A new, empty file that is written past the page cache; null where the file system does not grant it.</summary>
    public static SafeFileHandle? TryCreateDirect(string path)
    {
        if (Direct == 0)
            return null;
        var descriptor = open(path, ReadWrite | Create | Empty | CloseOnExec | Direct, ForAll);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>A file to read, whoever has locked it; null when it cannot be opened.</summary>
    public static SafeFileHandle? TryOpenToRead(string path)
    {
        var descriptor = open(path, CloseOnExec, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Locks what is open until it is closed; false when somebody else has. True also where the file system cannot lock it.</summary>
    public static bool TryLock(SafeFileHandle opened) => flock(opened, LockAlone | LockAtOnce) == 0 || Marshal.GetLastPInvokeError() != WouldBlock;

    /// <summary>Goes on through the page cache, if that is what the refusal of a write was about.</summary>
    public static bool LeaveDirect(SafeFileHandle file, IOException refusal) =>
        refusal.HResult == InvalidArgument && fcntl(file, SetFlags, ReadWrite) == 0;

    public static void FlushContent(SafeFileHandle file)
    {
        if (fdatasync(file) != 0)
            throw Failure("flushed");
    }

    public static void FlushDirectory(string path)
    {
        using var directory = TryOpenToRead(path) ?? throw Failure("opened to be flushed");
        if (fsync(directory) != 0)
            throw Failure("flushed");
    }

    /// <summary>False where the file system knows no preallocation.</summary>
    public static bool TryPreallocate(SafeFileHandle file, long length)
    {
        if (fallocate(file, 0, 0, length) == 0)
            return true;
        return Marshal.GetLastPInvokeError() is NotSupported or NotImplemented ? false : throw Failure("extended");
    }

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"The file could not be {what}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);
}
