namespace FlumePlug.FileChannel;

/// <summary>A disk on which nothing can be changed, not even a directory made: what a tool looks at stays as it is.</summary>
internal sealed class ReadingDisk(Disk disk) : Disk
{
    public override DiskFile Open(string path, FileUse use) => use == FileUse.Read ? disk.Open(path, use) : throw Refused(path);

    public override IReadOnlyList<string> List(string directory) => Directory.Exists(directory) ? disk.List(directory) : [];

    public override void Rename(string from, string to) => throw Refused(from);

    public override void Delete(string path) => throw Refused(path);

    public override void FlushDirectory(string directory) => throw Refused(directory);

    public override long FreeSpace(string directory) => disk.FreeSpace(directory);

    public override IDisposable Lock(string directory, string? owner) => disk.Lock(directory, null);

    private static InvalidOperationException Refused(string path) => new($"{path} is only read here.");
}
