using Microsoft.Extensions.Logging;

namespace FlumePlug.FileChannel.Tools;

/// <summary>
/// Makes a channel whole again, so that it starts, with every event that can be read: what cannot be used goes to a quarantine,
/// damaged segments are written anew, and the numbers of events that are lost or rejected are written down as taken. Each step
/// leaves directories that the next run can go on with.
/// </summary>
internal sealed class ChannelRepair(Disk disk, ChannelPlaces places, Func<ChannelSurvey> look, ToolProgress progress, TimeProvider time,
    ILogger logger, Action<string> say)
{
    private readonly Quarantine _quarantine = new(disk, time.GetUtcNow());

    /// <param name="before">What was found; says what is lost.</param>
    public void Run(ChannelSurvey before)
    {
        var gone = before.Affected;
        // What only the checkpoint knows would be delivered again without it.
        foreach (var range in before.Consumed.Ranges)
            gone.Add(range);
        foreach (var finding in before.Findings)
            MoveOut(finding);
        new Relocation(disk, say).Run([.. before.Findings.Where(finding => finding.Trouble == Trouble.WrongPlace)]);
        var survey = look();
        foreach (var directory in places.DataDirectories)
            Rewrite([.. survey.In(directory)], survey);
        WriteDown(gone);
    }

    private void MoveOut(Finding finding)
    {
        if (finding.Trouble is Trouble.NoPlace or Trouble.UnreadableHeader or Trouble.OtherChannel or Trouble.BadCheckpoint or Trouble.CheckpointIsNewer)
            say($"{finding.Path} was moved to {_quarantine.Move(finding.Path)}");
    }

    private void Rewrite(List<SurveyedSegment> lane, ChannelSurvey survey)
    {
        for (var i = 0; i < lane.Count; i++)
        {
            var segment = lane[i].Segment;
            var own = survey.Findings.Where(finding => finding.Segment == segment).ToList();
            var header = Complete(segment.Header, survey);
            if (own.Exists(finding => finding.Trouble == Trouble.MissingSegment))
                header = header with
                {
                    PreviousGeneration = i == 0 ? 0 : lane[i - 1].Segment.Header.Generation,
                    PreviousEnd = i == 0 ? 0 : lane[i - 1].End,
                };
            if (header == segment.Header && own.Count == 0)
                continue;
            var damage = own.Where(finding => finding.Trouble == Trouble.DamagedRecords).ToDictionary(finding => finding.Offset,
                finding => finding.Events.IsEmpty ? finding.Candidates.First : finding.Events.Ranges[0].First);
            progress.Begin("Writing", lane[i].End);
            using (var rewrite = new SegmentRewrite(disk, lane[i], header, damage, places.Keys, progress))
                rewrite.Run(_quarantine);
            progress.End();
            say($"{segment.Path} was written anew; as it was it is in {_quarantine.PlaceFor(segment.Path)}");
        }
    }

    // Of a generation of which a segment is missing, the others become all there is.
    private static SegmentHeader Complete(SegmentHeader header, ChannelSurvey survey)
    {
        if (!survey.Findings.Exists(finding => finding.Trouble == Trouble.MissingSegment && finding.Generation == header.Generation))
            return header;
        var present = survey.Segments.Select(one => one.Segment.Header).Where(one => one.Generation == header.Generation).OrderBy(one => one.Lane).ToList();
        return header with { Lanes = present.Count, Lane = present.IndexOf(header) };
    }

    private void WriteDown(SequenceSet gone)
    {
        var recovered = new LogRecovery(disk, places.Settings, logger, _ => { }).Run();
        if (recovered.Generations.Count == 0)
            return;
        var taken = new SequenceSet();
        foreach (var range in gone.Ranges)
            foreach (var number in recovered.Consumed.Outside(range with { End = Math.Min(range.End, recovered.NextSequence) }))
                taken.Add(number);
        if (taken.IsEmpty)
            return;
        using var writer = new LogWriter(disk, places.Settings, recovered, time);
        writer.Commit([], taken, flush: true);
    }
}
