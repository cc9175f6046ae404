namespace FlumePlug.FileChannel.Tools;

/// <summary>A segment and what was counted in it.</summary>
internal sealed class SurveyedSegment(Segment segment, string directory, long length)
{
    public Segment Segment => segment;

    /// <summary>Where it belongs.</summary>
    public string Directory => directory;

    /// <summary>The length of the file, room made ahead included.</summary>
    public long Length => length;

    /// <summary>Where the records end.</summary>
    public long End { get; set; } = SegmentHeader.BlockSize;

    public long EventRecords { get; set; }

    public long TakeRecords { get; set; }

    public long Events { get; set; }

    /// <summary>The numbers of its first event, and behind its last.</summary>
    public SequenceRange Numbers { get; set; }

    public bool IsDamaged { get; set; }

    /// <summary>Bytes behind the end that are neither records nor zeros: a write that was cut short.</summary>
    public long Cut { get; set; }

    /// <summary>The records cannot be read without keys, which were not given.</summary>
    public bool IsOpaque => segment.Header.Encryption is not null && segment.Key is null;
}
