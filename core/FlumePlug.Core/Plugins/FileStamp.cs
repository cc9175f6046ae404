using System.IO.Enumeration;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// Tells whether files were replaced: a number made of the names, lengths and times of writing. Two looks a moment apart that
/// agree are files that nobody is copying.
/// </summary>
public static class FileStamp
{
    /// <summary>The stamp of everything in a folder; of a folder that is not there, or changes under the eyes, some other one.</summary>
    public static long OfFolder(string folder)
    {
        try
        {
            var all = new FileSystemEnumerable<long>(folder, static (ref FileSystemEntry entry) => Of(entry),
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
                ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            // Added, because a folder is listed in no order.
            return all.Aggregate(0L, static (sum, one) => unchecked(sum + one));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <summary>The stamp of some files, those that are not there among them; links are followed.</summary>
    public static long OfFiles(IEnumerable<string> files)
    {
        var stamp = 0L;
        foreach (var path in files)
        {
            var file = new FileInfo(path);
            file = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            stamp = unchecked(stamp * 31 + (file.Exists ? HashCode.Combine(file.FullName, file.Length, file.LastWriteTimeUtc) : 1));
        }
        return stamp;
    }

    private static long Of(in FileSystemEntry entry) =>
        ((long)HashCode.Combine(string.GetHashCode(entry.FileName), string.GetHashCode(entry.Directory)) << 32)
        ^ HashCode.Combine(entry.Length, entry.LastWriteTimeUtc);
}
