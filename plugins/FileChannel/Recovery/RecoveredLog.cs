namespace FlumePlug.FileChannel;

/// <summary>What a start found in the directories.</summary>
internal sealed class RecoveredLog
{
    public required Guid Channel { get; init; }

    /// <summary>The number of the generation that is made next.</summary>
    public required long NextGeneration { get; init; }

    /// <summary>The number that the next event gets.</summary>
    public required long NextSequence { get; init; }

    /// <summary>The numbers of events that are gone.</summary>
    public required SequenceSet Consumed { get; init; }

    public required IReadOnlyList<Generation> Generations { get; init; }

    /// <summary>By directory: its newest segment, and where reading begins.</summary>
    public required IReadOnlyDictionary<string, RecoveredLane> Lanes { get; init; }

    public long Waiting => NextSequence - Consumed.Count;

    public Segment LastOf(string directory) => Lanes[directory].Last;

    public (Segment Segment, long Offset) ReadFrom(string directory) => (Lanes[directory].ReadSegment, Lanes[directory].ReadOffset);
}

/// <summary>A directory as a start found it.</summary>
internal sealed record RecoveredLane(Segment Last, Segment ReadSegment, long ReadOffset);
