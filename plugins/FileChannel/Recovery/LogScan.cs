namespace FlumePlug.FileChannel;

/// <summary>
/// Reads the records that the checkpoint does not know. Where bytes are no record, later records tell which it is: if one
/// says that those bytes had been flushed before, they are damaged and passed over; otherwise the process died while it
/// wrote them, nobody was told that they are stored, and the log ends in front of them.
/// </summary>
internal sealed class LogScan(Disk disk, SequenceSet consumed, Action<Damage> damaged)
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
                Read(reader, offset, segment.End, isOpen: false);
            else
                segment.End = Read(reader, offset, Math.Max(offset, reader.FileLength), isOpen: true);
            offset = SegmentHeader.BlockSize;
        }
    }

    private long Read(SegmentReader reader, long offset, long limit, bool isOpen)
    {
        while (offset < limit)
        {
            if (reader.TryReadHeader(offset, limit, out var header) && TryApply(reader, offset, header))
            {
                offset += RecordHeader.Size + header.Length;
                continue;
            }
            var found = reader.FindRecord(offset + 1, limit, out var later);
            if (isOpen && (found == limit || later.FlushedTo <= offset))
            {
                if (reader.HasContent(offset, limit))
                    Cut += limit - offset;
                return offset;
            }
            damaged(new Damage(reader.Segment, offset, found));
            offset = found;
        }
        return limit;
    }

    private bool TryApply(SegmentReader reader, long offset, in RecordHeader header)
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
}
