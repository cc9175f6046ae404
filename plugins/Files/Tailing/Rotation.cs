using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>Finds what a rotation made of a file: the same file under another name, or a copy of it.</summary>
internal static class Rotation
{
    // A tool that copies and truncates does the second right after the first.
    private static readonly TimeSpan CopyIsDecided = TimeSpan.FromSeconds(10);

    // What grows for longer, and always as another file did before it, only looks like a copy.
    private static readonly TimeSpan LongestCopying = TimeSpan.FromMinutes(2);

    /// <summary>Where in its directory a file is now, or null.</summary>
    public static string? FindMoved(string path, ulong inode)
    {
        foreach (var (other, status) in Beside(path))
            if (status.Id.Inode == inode)
                return other;
        return null;
    }

    /// <summary>The newest copy of what a file was before it was cut off, or null.</summary>
    /// <param name="file">The file that was cut off.</param>
    /// <param name="isTaken">Whether a file is tailed by itself.</param>
    public static (string Path, FileStatus Status)? FindCopy(TailedFile file, Func<FileId, bool> isTaken)
    {
        (string Path, FileStatus Status)? newest = null;
        if (file.Head.Length == 0)
            return null;
        foreach (var (path, status) in Beside(file.Path))
        {
            // A copy is younger than what was last seen of its original; earlier ones begin alike where every log has the same first lines.
            var isEarlier = Math.Max(status.ModifiedMillis, status.BornMillis) < file.SeenAt.Millis;
            if (status.Id == file.Id || status.Size < file.Position || isEarlier || !IsNamedAfter(path, file.Path) || isTaken(status.Id)
                || (newest is { } best && best.Status.ModifiedMillis >= status.ModifiedMillis) || !BeginsLike(path, file.Head))
                continue;
            newest = (path, status);
        }
        return newest;
    }

    /// <summary>The tailed file that a new one is a copy of, as far as can be seen yet, or null.</summary>
    public static TailedFile? OriginalOf(TailedFile appeared, long size, KnownFiles known)
    {
        // Of every name that this one could have been made of, so that thousands of files are not looked through for each.
        for (var length = appeared.Path.LastIndexOf('/') + 2; length < appeared.Path.Length; length++)
            if (known.At(appeared.Path.AsSpan(0, length)) is { Head.Length: > 0 } file && size >= file.Head.Length && IsCopy(appeared, size, file))
                return file;
        return null;
    }

    /// <summary>Whether the original of a seeming copy was not cut off for so long that it is a file of its own.</summary>
    public static bool IsIndependent(TailedFile copy, TimeProvider time) =>
        time.GetElapsedTime(copy.ChangedAt) >= CopyIsDecided || time.GetElapsedTime(copy.CopySince) >= LongestCopying;

    public static void TryOpen(TailedFile file, string path, ComponentContext context)
    {
        try
        {
            file.TryOpen(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            context.Problems.Report($"Failed opening file: {path}", failure, LogLevel.Warning);
        }
    }

    /// <summary>Whether a file has the beginning of another one.</summary>
    public static bool BeginsLike(string path, FileHead head)
    {
        try
        {
            using var handle = SharedFile.Open(path);
            return head.IsOf(handle);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The files of a path's directory.</summary>
    public static IEnumerable<(string Path, FileStatus Status)> Beside(string path)
    {
        string[] entries;
        try
        {
            entries = Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!, "*", new EnumerationOptions { AttributesToSkip = 0 });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            yield break;
        }
        foreach (var entry in entries)
            if (FileStatus.Of(entry) is { IsRegular: true } status)
                yield return (entry, status);
    }

    // Byte for byte the beginning of the original, as far as a look at both ends of it tells, and at all of one that was cut off since.
    private static bool IsCopy(TailedFile appeared, long size, TailedFile original)
    {
        if (appeared.Handle is not { } copy)
            return false;
        try
        {
            using var there = SharedFile.Open(original.Path);
            return original.Head.IsOf(copy)
                && (FileHead.AreAlikeBefore(size, copy, there) || RandomAccess.GetLength(there) < original.Size || !original.Head.IsOf(there));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // app.log.1, app.log-20260131: what rotation adds stands behind the name.
    private static bool IsNamedAfter(string path, string original) =>
        path.Length > original.Length && path.StartsWith(original, StringComparison.Ordinal);
}
