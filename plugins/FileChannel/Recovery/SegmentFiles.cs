using System.Text.RegularExpressions;

namespace FlumePlug.FileChannel;

/// <summary>Finds the segments in the data directories; leaves every other file alone.</summary>
internal sealed partial class SegmentFiles(Disk disk, ChannelKeys keys)
{
    /// <summary>The segments of a directory, the oldest first, linked and with the ends that their successors tell.</summary>
    /// <exception cref="ChannelStorageException">Files that the channel must not go on with.</exception>
    public List<Segment> Find(string directory)
    {
        var segments = new List<Segment>();
        foreach (var path in PathsIn(directory))
            if (Open(path) is { } segment)
                segments.Add(segment);
        return segments;
    }

    /// <summary>The files of a directory that have a segment's name, the oldest first.</summary>
    /// <exception cref="ChannelStorageException">The directory is one of Apache Flume.</exception>
    public IEnumerable<string> PathsIn(string directory)
    {
        var names = disk.List(directory);
        if (FlumeLogIn(names) is { } log)
            throw new ChannelStorageException($"{directory} belongs to a file channel of Apache Flume ({log}), whose files are not read "
                + "here. Drain it with Flume first (run it with the sinks alone until the channel is empty) and delete the files, "
                + "or give this channel other directories.");
        return names.Where(name => SegmentHeader.GenerationOf(name) is not null).Order(StringComparer.Ordinal)
            .Select(name => Path.Combine(directory, name));
    }

    /// <summary>Whether a directory is one of Apache Flume.</summary>
    public bool IsOfFlume(string directory) => FlumeLogIn(disk.List(directory)) is not null;

    /// <summary>The header of a file; null when it has none that can be read.</summary>
    /// <param name="isEmpty">Made by a start that did not come to the end: nothing was ever stored in it.</param>
    /// <exception cref="ChannelStorageException">It is a link to nowhere, or of another version.</exception>
    public SegmentHeader? ReadHeader(string path, out bool isEmpty)
    {
        using var file = OpenListed(path);
        var block = new byte[SegmentHeader.BlockSize];
        var header = SegmentHeader.Read(block.AsSpan(0, file.Read(block, 0)), path);
        isEmpty = header is null && !HasContent(file);
        return header;
    }

    /// <summary>Sets where each segment ends, as its successor's header says, and links them.</summary>
    public static void Link(IReadOnlyList<Segment> segments)
    {
        for (var i = 1; i < segments.Count; i++)
        {
            if (segments[i].Header.PreviousGeneration == segments[i - 1].Header.Generation)
                segments[i - 1].End = segments[i].Header.PreviousEnd;
            segments[i - 1].Next = segments[i];
        }
    }

    private Segment? Open(string path)
    {
        if (ReadHeader(path, out var isEmpty) is not { } header)
            return isEmpty ? null : throw Unreadable(path);
        if (header.Generation != SegmentHeader.GenerationOf(Path.GetFileName(path)))
            throw new ChannelStorageException($"{path} is segment {header.Generation} under another name. Give it its name "
                + $"{SegmentHeader.FileName(header.Generation)} again, or move it out of the directory if it is a copy.");
        return new Segment(path, header, keys.Of(header.Encryption, path));
    }

    private DiskFile OpenListed(string path)
    {
        try
        {
            return disk.Open(path, FileUse.Read);
        }
        catch (FileNotFoundException) when (new FileInfo(path).LinkTarget is not null)
        {
            throw new ChannelStorageException($"{path} is a link to a file that is not there. Bring that file back (is a disk not mounted?), "
                + "or remove the link if it does not belong there.");
        }
    }

    private static string? FlumeLogIn(IReadOnlyList<string> names) => names.FirstOrDefault(name => FlumeLog().IsMatch(name));

    private static bool HasContent(DiskFile file)
    {
        var bytes = new byte[64 << 10];
        for (long offset = SegmentHeader.BlockSize; file.Read(bytes, offset) is > 0 and var read; offset += read)
            if (bytes.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return true;
        return false;
    }

    private static ChannelStorageException Unreadable(string path) => new($"The header of {path} cannot be read, yet the file is not "
        + "empty: it is damaged, or no segment of a file channel. Run 'flumeplug channel repair' on the directory, or move the file "
        + "out of it if it does not belong there.");

    [GeneratedRegex(@"^log-\d+(\.meta)?$")]
    private static partial Regex FlumeLog();
}
