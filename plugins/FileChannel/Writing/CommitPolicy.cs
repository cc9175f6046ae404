namespace FlumePlug.FileChannel;

/// <summary>Which of the puts that wait go to the disk together.</summary>
internal static class CommitPolicy
{
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
}
