namespace FlumePlug.FileChannel;

/// <summary>Which of the puts that wait go to the disk together, and how long others are waited for.</summary>
internal static class CommitPolicy
{
    // Fewer are not worth waiting for.
    private const int ManyPuts = 8;

    private static readonly TimeSpan LongestPatience = TimeSpan.FromMilliseconds(1);

    /// <summary>Beyond this a longer write is not faster, and those in front would wait for those behind.</summary>
    private const long MostBytes = 2 << 20;

    /// <summary>Moves puts from the front of the queue into a group: at least one, as long as they are not too many bytes.</summary>
    public static void Fill(List<FilePut> group, Queue<FilePut> waiting)
    {
        long bytes = 0;
        while (waiting.TryPeek(out var next) && (group.Count == 0 || bytes + next.Bytes <= MostBytes))
        {
            bytes += next.Bytes;
            group.Add(waiting.Dequeue());
        }
    }

    /// <summary>
    /// How long to wait for those who were answered together to come again together: else each flush would be for one half of
    /// them. A quarter of what the flush before took, so that nobody waits much longer than without.
    /// </summary>
    public static TimeSpan Patience(int lastGroup, TimeSpan lastTook)
    {
        if (lastGroup < ManyPuts)
            return TimeSpan.Zero;
        return lastTook / 4 < LongestPatience ? lastTook / 4 : LongestPatience;
    }
}
