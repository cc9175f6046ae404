using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary>Reads events of a channel in the order of their numbers, passing over what is damaged.</summary>
internal sealed class WaitingEvents(Disk disk, ChannelSurvey survey, CancellationToken cancellationToken)
{
    /// <summary>Writes events as JSON lines; returns how many.</summary>
    /// <param name="wanted">Their numbers.</param>
    /// <param name="to">Takes the lines.</param>
    public long Write(SequenceSet wanted, TextWriter to)
    {
        var lanes = survey.Places.DataDirectories.Where(directory => survey.In(directory).Any()).Select(Open).ToList();
        var lines = new EventLines(to);
        try
        {
            while (FirstOf(lanes, out var first, out var count) is { } lane)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (wanted.NextIn(first) >= first + count)
                {
                    lane.Skip();
                    continue;
                }
                using var batch = EventBatch.Create();
                if (!lane.TryRead(batch))
                    continue;
                for (var i = 0; i < batch.Count; i++)
                    if (wanted.NextIn(first + i) == first + i)
                        lines.Write(batch[i]);
            }
        }
        finally
        {
            foreach (var lane in lanes)
                lane.Dispose();
        }
        return lines.Count;
    }

    private LaneReader Open(string directory)
    {
        Segment? last = null;
        foreach (var surveyed in survey.In(directory))
        {
            surveyed.Segment.End = surveyed.End;
            if (last is not null)
                last.Next = surveyed.Segment;
            last = surveyed.Segment;
        }
        var lane = new LaneReader(disk, _ => { });
        lane.Begin(survey.In(directory).First().Segment, SegmentHeader.BlockSize);
        return lane;
    }

    private static LaneReader? FirstOf(List<LaneReader> lanes, out long sequence, out int count)
    {
        (LaneReader? first, sequence, count) = (null, long.MaxValue, 0);
        foreach (var lane in lanes)
            if (lane.TryPeek(out var own, out var events) && own < sequence)
                (first, sequence, count) = (lane, own, events);
        return first;
    }
}
