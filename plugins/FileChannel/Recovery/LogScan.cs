namespace FlumePlug.FileChannel;

/// <summary>Reads the records that the checkpoint does not know.</summary>
internal sealed class LogScan(Disk disk, SequenceSet consumed, Action<Damage> damaged) : IRecordVisitor
{
    /// <summary>One more than the largest number seen.</summary>
    public long NextSequence { get; set; }

    /// <summary>Bytes at the ends of segments that were cut off.</summary>
    public long Cut { get; private set; }

    /// <summary>Reads segments from an offset of the first one on; sets the end of the last.</summary>
    public void Run(IEnumerable<Segment> segments, long offset)
    {
        foreach (var segment in segments)
        {
            NextSequence = Math.Max(NextSequence, segment.Header.FirstSequence);
            using var reader = new SegmentReader(disk, segment);
            if (segment.Next is not null)
                RecordWalk.Run(reader, offset, segment.End, isOpen: false, this);
            else
                segment.End = ReadLast(reader, offset, Math.Max(offset, reader.FileLength));
            offset = SegmentHeader.BlockSize;
        }
    }

    bool IRecordVisitor.TryVisit(SegmentReader reader, long offset, in RecordHeader header)
    {
        if (header.Kind == RecordKind.Takes)
        {
            if (!reader.TryReadContent(offset, header, out var takes))
                return false;
            TakesPayload.Read(takes, header.Count, consumed);
            return true;
        }
        // Events are decrypted when they are taken.
        if (!reader.TryReadPayload(offset, header, out _))
            return false;
        NextSequence = Math.Max(NextSequence, reader.Segment.Header.FirstSequence + header.Sequence + header.Count);
        return true;
    }

    void IRecordVisitor.Damaged(SegmentReader reader, long offset, long end) => damaged(new Damage(reader.Segment, offset, end));

    private long ReadLast(SegmentReader reader, long offset, long limit)
    {
        var end = RecordWalk.Run(reader, offset, limit, isOpen: true, this);
        if (reader.HasContent(end, limit))
            Cut += limit - end;
        return end;
    }
}
