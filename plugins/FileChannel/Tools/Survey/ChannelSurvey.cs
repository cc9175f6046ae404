namespace FlumePlug.FileChannel.Tools;

/// <summary>What is in a channel's directories.</summary>
internal sealed class ChannelSurvey
{
    public required ChannelPlaces Places { get; init; }

    public Guid? Channel { get; set; }

    /// <summary>The checkpoint that a start would use.</summary>
    public Checkpoint? Checkpoint { get; set; }

    public string? CheckpointPath { get; set; }

    /// <summary>Those that can be read, by directory, the oldest first.</summary>
    public List<SurveyedSegment> Segments { get; } = [];

    public List<Finding> Findings { get; } = [];

    /// <summary>Files that are none of the channel's.</summary>
    public List<string> Foreign { get; } = [];

    /// <summary>The numbers of events that are in the segments.</summary>
    public SequenceSet Found { get; } = new();

    /// <summary>The numbers of events that were taken for good.</summary>
    public SequenceSet Consumed { get; } = new();

    /// <summary>The number that the next event gets.</summary>
    public long NextSequence { get; set; }

    public EventCounts Counts { get; } = new();

    public bool IsOpaque => Segments.Exists(segment => segment.IsOpaque);

    /// <summary>The numbers of events that are there to be taken.</summary>
    public SequenceSet Waiting
    {
        get
        {
            var waiting = new SequenceSet();
            foreach (var found in Found.Ranges)
                foreach (var range in Consumed.Outside(found))
                    waiting.Add(range);
            return waiting;
        }
    }

    /// <summary>Waiting events that are lost or rejected.</summary>
    public SequenceSet Affected
    {
        get
        {
            var affected = new SequenceSet();
            foreach (var range in Findings.SelectMany(finding => finding.Events.Ranges))
                affected.Add(range);
            return affected;
        }
    }

    public IEnumerable<SurveyedSegment> In(string directory) => Segments.Where(segment => segment.Directory == directory);
}

/// <summary>What the integrity tool of Flume counts.</summary>
internal sealed class EventCounts
{
    /// <summary>Events and takes.</summary>
    public long All { get; set; }

    public long Puts { get; set; }

    public long Valid { get; set; }

    public long Invalid { get; set; }

    public long Thrown { get; set; }

    /// <summary>Damaged places; how many events stood there may be unknown.</summary>
    public long Corrupt { get; set; }
}
