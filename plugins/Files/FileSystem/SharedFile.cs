using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Files.FileSystem;

/// <summary>
/// Opens files of other programs to read them, without a lock: <see cref="File.OpenHandle"/> always takes one, which would keep a
/// program that wants its log for itself from opening it, and would be refused where such a program has it open.
/// </summary>
internal static class SharedFile
{
    private const int CloseOnExec = 0x80000;
    private const int NoSuchFile = 2;
    private const int NotAllowed = 13;

    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be opened for another reason, such as too many open files.</exception>
    public static SafeFileHandle Open(string path)
    {
        var file = Open(FileStatus.Encode(path), CloseOnExec);
        if (file >= 0)
            return new SafeFileHandle(file, ownsHandle: true);
        var error = Marshal.GetLastPInvokeError();
        var message = $"{path}: {Marshal.GetPInvokeErrorMessage(error)}";
        throw error switch
        {
            NoSuchFile => new FileNotFoundException(message),
            NotAllowed => new UnauthorizedAccessException(message),
            _ => new IOException(message),
        };
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
