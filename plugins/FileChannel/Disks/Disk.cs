namespace FlumePlug.FileChannel;

/// <summary>What a file is opened for.</summary>
internal enum FileUse
{
    /// <summary>Reading a file that is there.</summary>
    Read,

    /// <summary>Writing a new file in whole blocks, past the page cache where that is granted; one that is there is emptied.</summary>
    WriteBlocks,

    /// <summary>Writing a new file of any size; one that is there is emptied.</summary>
    Write,
}

/// <summary>
/// Every operation of the channel on files, and the only way to them: a test puts a disk in its place that records all of
/// them and shows every state in which a crash may leave them. Failures are <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/>. Safe for concurrent calls.
/// </summary>
internal abstract class Disk
{
    public abstract DiskFile Open(string path, FileUse use);

    /// <summary>The names of the files in a directory, which is made if it is not there.</summary>
    public abstract IReadOnlyList<string> List(string directory);

    /// <summary>Renames within a directory; a file of the new name is replaced. Lasting after <see cref="FlushDirectory"/>.</summary>
    public abstract void Rename(string from, string to);

    /// <summary>Deletes a file if it is there. Lasting after <see cref="FlushDirectory"/>.</summary>
    public abstract void Delete(string path);

    /// <summary>Makes lasting which files there are.</summary>
    public abstract void FlushDirectory(string directory);

    /// <summary>Bytes that may still be written on the file system of a directory.</summary>
    public abstract long FreeSpace(string directory);

    /// <summary>Keeps every other process and channel out of a directory until disposed.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="owner">Who holds it, for those who are kept out; null: one who only reads, for whom nothing is written.</param>
    /// <exception cref="DirectoryLockedException">Somebody else holds it.</exception>
    public abstract IDisposable Lock(string directory, string? owner);
}

/// <summary>An open file. Reads may come at any time; writes come from one thread.</summary>
internal abstract class DiskFile : IDisposable
{
    public abstract long Length { get; }

    /// <summary>Reads up to the span's length; fewer at the end of the file.</summary>
    public abstract int Read(Span<byte> into, long offset);

    /// <summary>Writes all of it; after a failure any part of it may have been written.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes lasting what was written and the length. After a failure nothing is known of what was not flushed before.</summary>
    public abstract void Flush();

    /// <summary>Makes room on the disk up to a length; what was not written reads as zeros. Changes nothing when it fails.</summary>
    public abstract void Preallocate(long length);

    public abstract void Truncate(long length);

    public abstract void Dispose();
}

/// <summary>Another process or channel uses the directory.</summary>
internal sealed class DirectoryLockedException(string holder) : IOException("The directory is in use.")
{
    /// <summary>What the holder says of itself; may be empty.</summary>
    public string Holder { get; } = holder;
}
