namespace FlumePlug.FileChannel;

/// <summary>Ranges of events that were taken for good: the distance from the end of the range before, and the count.</summary>
internal static class TakesPayload
{
    public static void Write(SequenceSet taken, RecordBuffer buffer)
    {
        long last = 0;
        foreach (var range in taken.Ranges)
        {
            buffer.Advance(Varint.Write(buffer.Room(Varint.LongestLong), (ulong)(range.First - last)));
            buffer.Advance(Varint.Write(buffer.Room(Varint.LongestLong), (ulong)range.Count));
            last = range.End;
        }
    }

    /// <exception cref="InvalidDataException">The payload is not what the writer writes.</exception>
    public static void Read(ReadOnlySpan<byte> payload, int count, SequenceSet into)
    {
        long last = 0;
        for (var i = 0; i < count; i++)
        {
            var first = checked(last + (long)Varint.Read(ref payload));
            last = checked(first + (long)Varint.Read(ref payload));
            into.Add(new(first, last));
        }
        if (!payload.IsEmpty)
            throw new InvalidDataException($"{payload.Length} bytes are left behind the last range of the record.");
    }
}
