namespace FlumePlug.FileChannel;

/// <summary>A checkpoint in a directory: replaced as a whole, so that there is always the old one or the new one.</summary>
internal sealed class CheckpointFile(Disk disk, string directory)
{
    public const string Name = "flumeplug.checkpoint";

    public string Path { get; } = System.IO.Path.Combine(directory, Name);

    public void Write(byte[] checkpoint)
    {
        var unfinished = Path + ".tmp";
        using (var file = disk.Open(unfinished, FileUse.Write))
        {
            KillPoint.Reach(KillPoint.CheckpointCreated);
            file.Write(checkpoint, 0);
            KillPoint.Reach(KillPoint.CheckpointWritten);
            file.Flush();
            KillPoint.Reach(KillPoint.CheckpointFlushed);
        }
        disk.Rename(unfinished, Path);
        KillPoint.Reach(KillPoint.CheckpointRenamed);
        disk.FlushDirectory(directory);
        KillPoint.Reach(KillPoint.CheckpointLasting);
    }

    /// <summary>Null when there is none, or none that is whole.</summary>
    /// <exception cref="ChannelStorageException">It cannot be replaced, or is of another version.</exception>
    public Checkpoint? Read(out bool isThere)
    {
        if (Directory.Exists(Path))
            throw new ChannelStorageException($"{Path} is a directory, and the checkpoint's file belongs there. Move it away.");
        isThere = disk.List(directory).Contains(Name);
        if (!isThere)
            return null;
        using var file = disk.Open(Path, FileUse.Read);
        var bytes = new byte[file.Length];
        return Checkpoint.Read(bytes.AsSpan(0, file.Read(bytes, 0)), Path);
    }
}
