namespace FlumePlug.FileChannel;

/// <summary>Is shown the records of a segment, in order.</summary>
internal interface IRecordVisitor
{
    /// <summary>Reads the record at an offset; false when it is damaged.</summary>
    bool TryVisit(SegmentReader reader, long offset, in RecordHeader header);

    /// <summary>Bytes that should be records and are not.</summary>
    void Damaged(SegmentReader reader, long offset, long end);
}

/// <summary>
/// Goes over a segment. Where bytes are no record, later records tell which it is: if one says that those bytes had been flushed
/// before, they are damaged and passed over; otherwise the process died while it wrote them, nobody was told that they are
/// stored, and the log ends in front of them.
/// </summary>
internal static class RecordWalk
{
    /// <summary>Returns where the records end.</summary>
    /// <param name="reader">The segment.</param>
    /// <param name="offset">Where a record begins.</param>
    /// <param name="limit">Nothing is read from here on.</param>
    /// <param name="isOpen">Whether records may end before the limit, as in the newest segment.</param>
    /// <param name="visitor">Is shown what is there.</param>
    /// <param name="flushedTo">Bytes before it are known to have been flushed, whatever the records say.</param>
    public static long Run(SegmentReader reader, long offset, long limit, bool isOpen, IRecordVisitor visitor, long flushedTo = 0)
    {
        while (offset < limit)
        {
            if (reader.TryReadHeader(offset, limit, out var header) && visitor.TryVisit(reader, offset, header))
            {
                offset += RecordHeader.Size + header.Length;
                continue;
            }
            var found = reader.FindRecord(offset + 1, limit, out var later);
            if (isOpen && offset >= flushedTo && !IsToldFlushed(reader, offset, found, later, limit))
                return offset;
            if (isOpen && found == limit)
                found = flushedTo;
            visitor.Damaged(reader, offset, found);
            offset = found;
        }
        return limit;
    }

    // By any of the later records: those written together with what is damaged cannot know.
    private static bool IsToldFlushed(SegmentReader reader, long offset, long found, RecordHeader later, long limit)
    {
        while (found < limit && later.FlushedTo <= offset)
        {
            var next = found + RecordHeader.Size + later.Length;
            found = reader.TryReadHeader(next, limit, out later) ? next : reader.FindRecord(next, limit, out later);
        }
        return found < limit;
    }
}
