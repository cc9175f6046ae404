using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Files.FileSystem;

/// <summary>What identifies a file, and how it is: <c>statx(2)</c>, whose layout is the same on every Linux. Links are followed.</summary>
internal readonly record struct FileStatus(FileId Id, long Size, long ModifiedMillis, long ModifiedNanos, long BornMillis, uint Mode, uint Links)
{
    private const int WorkingDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicAndBirth = 0xFFF;
    private const uint HasBirth = 0x800;
    private const int Length = 256;

    [ThreadStatic]
    private static byte[]? s_answer;

    public bool IsRegular => (Mode & 0xF000) == 0x8000;

    public bool IsDirectory => (Mode & 0xF000) == 0x4000;

    /// <summary>A path as the kernel takes it, to be asked for again and again.</summary>
    public static byte[] Encode(string path) => Encoding.UTF8.GetBytes(path + '\0');

    public static FileStatus? Of(string path) => Of(Encode(path));

    /// <summary>Null: there is none, or it cannot be looked at.</summary>
    public static FileStatus? Of(byte[] path) => Ask(WorkingDirectory, path, 0);

    public static FileStatus? Of(SafeFileHandle handle) => Ask((int)handle.DangerousGetHandle(), [0], EmptyPath);

    private static FileStatus? Ask(int directory, byte[] path, int flags)
    {
        var answer = s_answer ??= new byte[Length];
        if (StatX(directory, path, flags, BasicAndBirth, answer) != 0)
            return null;
        var (modified, nanos) = Time(answer, 112);
        return new FileStatus(
            new FileId(((ulong)UInt32(answer, 136) << 32) | UInt32(answer, 140), BinaryPrimitives.ReadUInt64LittleEndian(answer.AsSpan(32))),
            BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(40)),
            modified,
            nanos,
            (UInt32(answer, 0) & HasBirth) != 0 ? Time(answer, 80).Millis : 0,
            BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(28)),
            UInt32(answer, 16));
    }

    private static (long Millis, long Nanos) Time(byte[] answer, int at)
    {
        var seconds = BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(at));
        var nanos = UInt32(answer, at + 8);
        return (seconds * 1000 + nanos / 1_000_000, nanos);
    }

    private static uint UInt32(byte[] answer, int at) => BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(at));

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int directory, byte[] path, int flags, uint mask, [Out] byte[] answer);
}

/// <summary>A file whatever its name: device and inode.</summary>
internal readonly record struct FileId(ulong Device, ulong Inode);
