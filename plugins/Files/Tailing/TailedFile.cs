using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Files.Tailing;

/// <summary>One file, known by its inode, and how far its lines were stored.</summary>
internal sealed class TailedFile(FileGroup group, string path, FileId id, long position) : IDisposable
{
    public FileGroup Group { get; } = group;

    public FileId Id { get; } = id;

    /// <summary>Where it is, or was before it was moved away.</summary>
    public string Path { get; private set; } = path;

    /// <summary>The path as the kernel takes it.</summary>
    public byte[] PathBytes { get; private set; } = FileStatus.Encode(path);

    /// <summary>The headers of its events.</summary>
    public Headers Headers { get; private set; } = Headers.Empty;

    /// <summary>Everything before it was stored.</summary>
    public long Position { get; set; } = position;

    public FileHead Head { get; set; }

    /// <summary>Whether nothing of it was read yet, at the path where it was found.</summary>
    public bool IsUntouched => Position == 0 && ReadAt.Size <= 0 && !IsAway;

    /// <summary>The largest size that was seen while it began like <see cref="Head"/>.</summary>
    public long Size { get; set; }

    /// <summary>How it was when it was last read to its end: size and time of the change.</summary>
    public (long Size, long Millis, long Nanos) ReadAt { get; set; } = (-1, 0, 0);

    /// <summary>How it was when it was last looked at.</summary>
    public (long Size, long Millis, long Nanos) SeenAt { get; set; }

    /// <summary>When it was last seen changed.</summary>
    public long ChangedAt { get; set; }

    /// <summary>Whether the last lines of it wait for others that belong to the same event.</summary>
    public bool HasUnfinishedEvent { get; set; }

    /// <summary>Whether another file, or none, is at its path now; it is read to its end all the same.</summary>
    public bool IsAway { get; set; }

    /// <summary>The file that this one seems to be a copy of, as long as that is not decided.</summary>
    public TailedFile? CopyOf { get; set; }

    /// <summary>Since when it seems to be one.</summary>
    public long CopySince { get; set; }

    public SafeFileHandle? Handle { get; private set; }

    public bool IsUnread => SeenAt != ReadAt;

    /// <summary>Gives it the path under which it is found now.</summary>
    public void MoveTo(string path, TaildirOptions options)
    {
        (Path, PathBytes, IsAway) = (path, FileStatus.Encode(path), false);
        Headers = options.FileHeader ? Group.Headers.With(options.FileHeaderKey, path) : Group.Headers;
    }

    /// <summary>Opens it if it is closed; false: another file is at the path.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public bool TryOpen(string path)
    {
        if (Handle is not null)
            return true;
        var opened = SharedFile.Open(path);
        if (FileStatus.Of(opened) is { } status && status.Id == Id)
        {
            Handle = opened;
            return true;
        }
        opened.Dispose();
        return false;
    }

    /// <summary>Whether it begins as it did when it was last looked at, as far as that can be seen.</summary>
    public bool BeginsAsBefore()
    {
        try
        {
            return Handle is null || Head.IsOf(Handle);
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Keeps the size that it has now, and how it begins: what was not read yet is known again, too.</summary>
    public void Measure(long size)
    {
        Size = size;
        try
        {
            if (Handle is not null && Head.CanGrow)
                Head = FileHead.Of(Handle, size);
        }
        catch (IOException)
        {
            // Told when it is read.
        }
    }

    /// <summary>Begins at the start again: it was cut off.</summary>
    public void StartAnew()
    {
        (Position, Head, Size, HasUnfinishedEvent) = (0, default, 0, false);
        ReadAt = (-1, 0, 0);
    }

    public void Dispose()
    {
        Handle?.Dispose();
        Handle = null;
    }
}
