namespace FlumePlug.FileChannel;

/// <summary>Refuses to go on when a segment that may hold waiting events is not there.</summary>
internal sealed class GenerationCheck(Disk disk, Checkpoint? checkpoint)
{
    /// <summary>The generations, the oldest first. One that was being made when the process died is left out, of the lists too.</summary>
    public List<Generation> Run(Dictionary<string, List<Segment>> found)
    {
        ForgetUnfinished(found);
        foreach (var (directory, segments) in found)
            RequirePredecessors(directory, segments);
        var generations = GenerationsOf(found);
        foreach (var generation in generations)
            if (!IsComplete(generation) && IsNeeded(generation.Number))
                throw Missing(generation.Number, $"one of the {generation.Segments[0].Header.Lanes} data directories it was written to");
        return generations;
    }

    private static List<Generation> GenerationsOf(Dictionary<string, List<Segment>> found) =>
    [
        .. found.Values.SelectMany(segments => segments)
            .GroupBy(segment => segment.Header.Generation)
            .OrderBy(made => made.Key)
            .Select(made => new Generation(made.Key, made.First().Header.FirstSequence, [.. made.OrderBy(one => one.Header.Lane)])),
    ];

    private static bool IsComplete(Generation generation) => generation.Segments.Count == generation.Segments[0].Header.Lanes;

    // Nothing was written to it, and the directories that the one before needs are all there: it was never finished.
    private void ForgetUnfinished(Dictionary<string, List<Segment>> found)
    {
        var generations = GenerationsOf(found);
        if (generations.Count == 0 || IsComplete(generations[^1]) || generations[^1].Segments.Any(HasContent))
            return;
        var newest = generations[^1];
        var before = newest.Segments.Max(segment => segment.Header.PreviousGeneration);
        if (before > 0 && (generations.Count == 1 || generations[^2].Number != before || !IsComplete(generations[^2])) && IsNeeded(before))
            return;
        foreach (var segments in found.Values)
            segments.RemoveAll(segment => segment.Header.Generation == newest.Number);
    }

    private void RequirePredecessors(string directory, List<Segment> segments)
    {
        long before = 0;
        foreach (var segment in segments)
        {
            var wanted = segment.Header.PreviousGeneration;
            // Without a checkpoint nobody knows how many were deleted before the first.
            var isKnown = before > 0 || checkpoint?.OldestGeneration > 0;
            if (wanted > before && isKnown && IsNeeded(wanted))
                throw Missing(wanted, directory);
            before = segment.Header.Generation;
        }
    }

    private bool IsNeeded(long generation) => checkpoint is null
        || generation >= checkpoint.OldestGeneration && !(checkpoint.NothingWaits && checkpoint.IsFinal && generation <= checkpoint.Generation);

    private bool HasContent(Segment segment)
    {
        using var reader = new SegmentReader(disk, segment);
        return reader.HasContent(SegmentHeader.BlockSize, reader.FileLength);
    }

    private static ChannelStorageException Missing(long generation, string where) => new(
        $"Segment {SegmentHeader.FileName(generation)} is missing in {where}, and events may wait in it. If a disk is not mounted or a "
        + "directory was left out of dataDirs, bring it back. If the file is gone for good, 'flumeplug channel repair' gives its events up.");
}
