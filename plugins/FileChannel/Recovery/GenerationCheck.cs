namespace FlumePlug.FileChannel;

/// <summary>A segment that may hold waiting events and is not there.</summary>
/// <param name="Generation">Which.</param>
/// <param name="Place">Where it should be, in words.</param>
/// <param name="Directory">Where, if that is known.</param>
internal sealed record MissingSegment(long Generation, string Place, string? Directory);

/// <summary>Finds out whether all segments that may hold waiting events are there.</summary>
internal sealed class GenerationCheck(Disk disk, Checkpoint? checkpoint, Action<MissingSegment> missing)
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
                missing(new(generation.Number, PlaceOf(generation, found), null));
        return generations;
    }

    // Nothing tells which of them it was.
    private static string PlaceOf(Generation generation, Dictionary<string, List<Segment>> found)
    {
        var lanes = generation.Segments[0].Header.Lanes;
        var without = found.Where(lane => !lane.Value.Exists(segment => segment.Header.Generation == generation.Number)).Select(lane => lane.Key).ToList();
        return without.Count > 0 && generation.Segments.Count + without.Count >= lanes ? string.Join(" or ", without)
            : $"a directory that is not among the data directories ({string.Join(", ", found.Keys)}); it was written to {lanes} of them";
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
                missing(new(wanted, directory, directory));
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
}
