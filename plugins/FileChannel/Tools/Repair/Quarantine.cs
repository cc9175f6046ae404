using System.Globalization;

namespace FlumePlug.FileChannel.Tools;

/// <summary>Where a repair puts what it takes out of a directory: a folder of its own below it, named by the time of the repair.</summary>
internal sealed class Quarantine(Disk disk, DateTimeOffset time)
{
    public const string Prefix = "quarantine-";

    private readonly string _name = Prefix + time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Moves a file there, and returns where it is now.</summary>
    public string Move(string path)
    {
        var kept = PlaceFor(path);
        disk.Rename(path, kept);
        Flush(path, kept);
        return kept;
    }

    /// <summary>A name for what is kept of a file.</summary>
    public string PlaceFor(string path)
    {
        var folder = Path.Combine(Path.GetDirectoryName(path)!, _name);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, Path.GetFileName(path));
    }

    public void Flush(string path, string kept)
    {
        disk.FlushDirectory(Path.GetDirectoryName(kept)!);
        disk.FlushDirectory(Path.GetDirectoryName(path)!);
    }
}
