namespace FlumePlug.FileChannel;

/// <summary>
/// A file of records. Its valid bytes end at <see cref="End"/>; once there is a <see cref="Next"/> one in its directory that
/// end is final. One thread moves them, any may read.
/// </summary>
internal sealed class Segment(string path, SegmentHeader header, SegmentKey? key = null)
{
    private long _end = SegmentHeader.BlockSize;
    private volatile Segment? _next;
    private volatile bool _isGone;

    public string Path { get; } = path;

    public SegmentHeader Header { get; } = header;

    /// <summary>Null where the records are not encrypted.</summary>
    public SegmentKey? Key { get; } = key;

    public string Directory => System.IO.Path.GetDirectoryName(Path)!;

    public long End
    {
        get => Volatile.Read(ref _end);
        set => Volatile.Write(ref _end, value);
    }

    public Segment? Next
    {
        get => _next;
        set => _next = value;
    }

    /// <summary>Every event of it was taken for good, and its file is deleted or about to be.</summary>
    public bool IsGone
    {
        get => _isGone;
        set => _isGone = value;
    }

    public SegmentPosition At(long offset) => new(Header.Generation, Header.Salt, offset);

    public bool Is(SegmentPosition position) => position.Generation == Header.Generation && position.Salt == Header.Salt;
}
