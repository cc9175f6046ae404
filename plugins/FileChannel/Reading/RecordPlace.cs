namespace FlumePlug.FileChannel;

/// <summary>Where a put's record stands: its directory's number, the segment, and the bytes in it.</summary>
internal readonly record struct RecordPlace(int Lane, Segment Segment, long Start, long End);
