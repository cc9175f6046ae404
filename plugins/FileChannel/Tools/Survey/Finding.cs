namespace FlumePlug.FileChannel.Tools;

/// <summary>What can be wrong with a channel's files.</summary>
internal enum Trouble
{
    /// <summary>A checkpoint that is none.</summary>
    BadCheckpoint,

    /// <summary>A checkpoint that knows of records that are not there.</summary>
    CheckpointIsNewer,

    /// <summary>A segment whose header cannot be read.</summary>
    UnreadableHeader,

    /// <summary>A segment of which one of the two copies of the header cannot be read.</summary>
    HalfHeader,

    /// <summary>A segment with another one's name, or in another one's directory.</summary>
    WrongPlace,

    /// <summary>A copy of a segment, or one that no data directory has a place for.</summary>
    NoPlace,

    /// <summary>A segment of another channel.</summary>
    OtherChannel,

    /// <summary>A segment that is not there.</summary>
    MissingSegment,

    /// <summary>Bytes that should be records and are not.</summary>
    DamagedRecords,

    /// <summary>Events that the validator does not like.</summary>
    RejectedEvents,
}

/// <summary>Something that is wrong, and the waiting events that it costs.</summary>
internal sealed record Finding(Trouble Trouble, string Path, string Text)
{
    /// <summary>The generation of a segment that cannot be used.</summary>
    public long Generation { get; init; }

    /// <summary>The damaged segment, where it is one that can be opened.</summary>
    public Segment? Segment { get; init; }

    /// <summary>Where a segment belongs that stands elsewhere.</summary>
    public string? RightPath { get; init; }

    /// <summary>Where in it.</summary>
    public long Offset { get; init; }

    /// <summary>Numbers that may have been lost here, as far as nothing else tells where they are.</summary>
    public SequenceRange Candidates { get; init; }

    /// <summary>The numbers of waiting events that are lost, or rejected.</summary>
    public SequenceSet Events { get; init; } = new();

    /// <summary>Whether takes were lost, so that events may be delivered a second time.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>Whether something is not there that may yet be brought back.</summary>
    public bool IsAbsence => Trouble is Trouble.MissingSegment or Trouble.CheckpointIsNewer;

    public override string ToString()
    {
        var verb = Trouble == Trouble.RejectedEvents ? "rejected" : "lost";
        var cost = Events.IsEmpty ? "no waiting event is lost" : $"{Numbers.Count(Events.Count, "event")} {verb}: {Numbers.List(Events)}";
        return $"{Path}: {Text}; {cost}{(MayRepeat ? "; events that were delivered may be delivered again" : "")}";
    }
}
