namespace FlumePlug.FileChannel;

/// <summary>
/// In which order the events of the two stores came: runs of memory and disk, the oldest first. An event is in it while it
/// waits, and not while a take holds it. Not thread-safe.
/// </summary>
internal sealed class DrainOrder
{
    private readonly LinkedList<(bool IsDisk, long Count)> _runs = new();

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>Events came.</summary>
    public void Add(bool isDisk, long count) => _ = count > 0 && (Merge(_runs.Last, isDisk, count) || _runs.AddLast((isDisk, count)) is not null);

    /// <summary>Events came back.</summary>
    public void PutBack(bool isDisk, long count) =>
        _ = count > 0 && (Merge(_runs.First, isDisk, count) || _runs.AddFirst((isDisk, count)) is not null);

    /// <summary>Takes up to <paramref name="max"/> events of the oldest run, which must be there.</summary>
    public (bool IsDisk, int Count) Take(int max)
    {
        var first = _runs.First!;
        var (isDisk, count) = first.Value;
        var taken = (int)Math.Min(count, max);
        if (taken == count)
            _runs.RemoveFirst();
        else
            first.Value = (isDisk, count - taken);
        return (isDisk, taken);
    }

    private static bool Merge(LinkedListNode<(bool IsDisk, long Count)>? run, bool isDisk, long count)
    {
        if (run is null || run.Value.IsDisk != isDisk)
            return false;
        run.Value = (isDisk, run.Value.Count + count);
        return true;
    }
}
