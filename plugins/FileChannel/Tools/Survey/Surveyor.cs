using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary>How a survey looks at the events themselves.</summary>
/// <param name="ReadsEvents">Whether every event is read and checked; otherwise only where records begin, and what was taken.</param>
/// <param name="Validator">Judges events; null: all that can be read are good.</param>
internal sealed record SurveyDepth(bool ReadsEvents, IEventValidator? Validator = null);

/// <summary>Finds out what is in a channel's directories, however damaged. Writes nothing.</summary>
internal sealed class Surveyor(Disk disk, ChannelPlaces places, SurveyDepth depth, ToolProgress progress, CancellationToken cancellationToken)
{
    private readonly SegmentFiles _files = new(disk, places.Keys);
    private readonly ChannelSurvey _survey = new() { Places = places };

    /// <exception cref="ChannelStorageException">Files of Apache Flume, of another version, or encrypted with keys that are not there.</exception>
    public ChannelSurvey Run()
    {
        ReadCheckpoint();
        var found = FindSegments();
        var missing = new List<MissingSegment>();
        var generations = new GenerationCheck(disk, _survey.Checkpoint, missing.Add).Run(found);
        foreach (var segments in found.Values)
            SegmentFiles.Link(segments);
        // Where the oldest is missing, what stood in front of the others is not known to be taken.
        if (generations.Count > 0 && missing.TrueForAll(one => one.Generation >= generations[0].Number)
            && _survey.Findings.TrueForAll(finding => finding.Generation == 0 || finding.Generation >= generations[0].Number))
            _survey.Consumed.Add(new(0, generations[0].FirstSequence));
        foreach (var range in _survey.Checkpoint?.Consumed.Ranges ?? [])
            _survey.Consumed.Add(range);
        var rejected = ReadRecords(found);
        TellMissing(missing, generations, found);
        _survey.NextSequence = Math.Max(_survey.NextSequence, _survey.Checkpoint?.NextSequence ?? 0);
        AttributeLosses();
        TellRejected(rejected);
        progress.End();
        return _survey;
    }

    private void ReadCheckpoint()
    {
        foreach (var directory in (string?[])[places.CheckpointDirectory, places.BackupDirectory])
        {
            if (directory is null)
                continue;
            var file = new CheckpointFile(disk, directory);
            var read = file.Read(out var isThere);
            if (isThere && read is null)
                Tell(Trouble.BadCheckpoint, file.Path, "this is no whole checkpoint");
            if (read is null || _survey.Checkpoint is not null)
                continue;
            _survey.Checkpoint = directory == places.CheckpointDirectory ? read : read with { OldestGeneration = 0 };
            _survey.CheckpointPath = file.Path;
        }
    }

    private Dictionary<string, List<Segment>> FindSegments()
    {
        var headers = new List<(string Path, SegmentHeader Header)>();
        foreach (var directory in places.DataDirectories)
        {
            var paths = _files.PathsIn(directory).ToList();
            foreach (var path in paths)
                if (_files.ReadHeader(path, out var isEmpty) is { } header)
                    headers.Add((path, header));
                else if (!isEmpty)
                    TellUnusable(Trouble.UnreadableHeader, path, "its header cannot be read", SegmentHeader.GenerationOf(Path.GetFileName(path))!.Value);
            _survey.Foreign.AddRange(disk.List(directory).Select(name => Path.Combine(directory, name)).Except(paths)
                .Where(path => Path.GetFileName(path) is not (LocalDisk.LockName or CheckpointFile.Name)));
        }
        _survey.Channel = _survey.Checkpoint?.Channel
            ?? headers.CountBy(one => one.Header.Channel).OrderByDescending(count => count.Value).Select(count => (Guid?)count.Key).FirstOrDefault();
        foreach (var (path, header) in headers.Where(one => one.Header.Channel != _survey.Channel))
            TellUnusable(Trouble.OtherChannel, path, "it belongs to another channel", header.Generation);
        return Place([.. headers.Where(one => one.Header.Channel == _survey.Channel).Select(one => new StandingSegment(one.Path, one.Header, LengthOf(one.Path)))]);
    }

    // What stands under another name or in another directory is read all the same.
    private Dictionary<string, List<Segment>> Place(List<StandingSegment> standing)
    {
        var found = places.DataDirectories.ToDictionary(directory => directory, _ => new List<Segment>());
        var rightly = SegmentPlaces.Find(places.DataDirectories, standing);
        foreach (var one in standing.OrderBy(one => one.Header.Generation))
            if (!rightly.TryGetValue(one, out var directory))
                Tell(Trouble.NoPlace, one.Path, $"it is a copy of segment {one.Header.Generation}, or of a data directory that was not named");
            else
            {
                found[directory].Add(Open(one.Path, one.Header));
                var right = Path.Combine(directory, SegmentHeader.FileName(one.Header.Generation));
                if (one.Path != right)
                    _survey.Findings.Add(new(Trouble.WrongPlace, one.Path, $"it is {right} in another place") { RightPath = right });
            }
        return found;
    }

    private long LengthOf(string path)
    {
        using var file = disk.Open(path, FileUse.Read);
        return file.Length;
    }

    private Segment Open(string path, SegmentHeader header)
    {
        using var file = disk.Open(path, FileUse.Read);
        var block = new byte[SegmentHeader.BlockSize];
        _ = file.Read(block, 0);
        var first = SegmentHeader.Read(block.AsSpan(0, SegmentHeader.CopySize), path);
        var second = SegmentHeader.Read(block.AsSpan(SegmentHeader.SecondCopy, SegmentHeader.CopySize), path);
        var key = places.Keys == ChannelKeys.None && !depth.ReadsEvents ? null : places.Keys.Of(header.Encryption, path);
        var segment = new Segment(path, header, key);
        if (first is null || second is null)
            Tell(Trouble.HalfHeader, path, "one of the two copies of its header is damaged", segment);
        return segment;
    }

    private SequenceSet ReadRecords(Dictionary<string, List<Segment>> found)
    {
        foreach (var (directory, segments) in found)
            foreach (var segment in segments)
                _survey.Segments.Add(new SurveyedSegment(segment, directory, LengthOf(segment.Path)));
        progress.Begin("Reading", _survey.Segments.Sum(segment => segment.Length));
        var records = new RecordSurvey(_survey, depth.Validator, depth.ReadsEvents, progress, cancellationToken);
        foreach (var directory in places.DataDirectories)
        {
            records.BeginLane(_survey.In(directory).FirstOrDefault()?.Segment.Header.FirstSequence ?? 0);
            foreach (var surveyed in _survey.In(directory))
                records.Run(disk, surveyed, IsOpen(surveyed.Segment), FlushedTo(surveyed.Segment));
            records.EndLane(Math.Max(_survey.NextSequence, _survey.Checkpoint?.NextSequence ?? 0));
        }
        return records.Rejected;
    }

    // Its end is told by the header of the one that was made after it; there may be none, or it may be gone.
    private static bool IsOpen(Segment segment) => segment.Next?.Header.PreviousGeneration != segment.Header.Generation;

    private long FlushedTo(Segment segment) =>
        _survey.Checkpoint?.WrittenTo.Where(segment.Is).Select(position => position.Offset).FirstOrDefault() ?? 0;

    private void TellMissing(List<MissingSegment> missing, List<Generation> generations, Dictionary<string, List<Segment>> found)
    {
        foreach (var one in missing.Where(one => !_survey.Findings.Exists(finding => finding.Generation == one.Generation)))
        {
            var before = generations.FindLast(generation => generation.Number <= one.Generation);
            var behind = generations.Find(generation => generation.Number > one.Generation);
            var path = one.Directory is null ? SegmentHeader.FileName(one.Generation) : Path.Combine(one.Directory, SegmentHeader.FileName(one.Generation));
            _survey.Findings.Add(new(Trouble.MissingSegment, path, $"this segment is missing in {one.Place}")
            {
                Generation = one.Generation,
                Segment = one.Directory is null ? null : found[one.Directory].Find(segment => segment.Header.PreviousGeneration == one.Generation),
                Candidates = new(before?.FirstSequence ?? 0, behind?.FirstSequence ?? long.MaxValue),
                MayRepeat = true,
            });
        }
        if (_survey.Checkpoint is not { } checkpoint || (checkpoint.NothingWaits && checkpoint.IsFinal))
            return;
        if (checkpoint.WrittenTo.FirstOrDefault(position => position.Generation > 0 && !_survey.Segments.Exists(one => one.Segment.Is(position)))
            is { Generation: > 0 } gone)
            _survey.Findings.Add(new(Trouble.CheckpointIsNewer, _survey.CheckpointPath!,
                $"it is newer than the data: segment {SegmentHeader.FileName(gone.Generation)}, which it knows, is in none of the data directories")
            {
                Candidates = new(0, checkpoint.NextSequence),
            });
    }

    // A number that is in no segment and was not taken is lost where something is wrong; elsewhere a crash cut its put short.
    private void AttributeLosses()
    {
        var known = new SequenceSet();
        foreach (var range in _survey.Found.Ranges.Concat(_survey.Consumed.Ranges))
            known.Add(range);
        for (var i = 0; i < _survey.Findings.Count; i++)
        {
            var finding = _survey.Findings[i];
            if (finding.Generation > 0 && finding.Trouble != Trouble.MissingSegment)
                finding = _survey.Findings[i] = finding with { Candidates = NumbersAround(finding.Generation), MayRepeat = true };
            foreach (var lost in known.Outside(finding.Candidates with { End = Math.Min(finding.Candidates.End, _survey.NextSequence) }).ToList())
            {
                finding.Events.Add(lost);
                known.Add(lost);
            }
        }
    }

    // What stood in a file that cannot be read: what is between its neighbours.
    private SequenceRange NumbersAround(long generation)
    {
        var before = _survey.Segments.FindLast(one => one.Segment.Header.Generation < generation)?.Segment.Header.FirstSequence ?? 0;
        var behind = _survey.Segments.Where(one => one.Segment.Header.Generation > generation).Select(one => one.Segment.Header.FirstSequence);
        return new(before, behind.DefaultIfEmpty(long.MaxValue).Min());
    }

    private void TellRejected(SequenceSet rejected)
    {
        var finding = new Finding(Trouble.RejectedEvents, string.Join(", ", places.DataDirectories), "the validator does not like all waiting events");
        foreach (var range in rejected.Ranges)
            foreach (var waiting in _survey.Consumed.Outside(range))
                finding.Events.Add(waiting);
        if (!finding.Events.IsEmpty)
            _survey.Findings.Add(finding);
    }

    private void TellUnusable(Trouble trouble, string path, string text, long generation) =>
        _survey.Findings.Add(new(trouble, path, text) { Generation = generation });

    private void Tell(Trouble trouble, string path, string text, Segment? segment = null) =>
        _survey.Findings.Add(new(trouble, path, text) { Segment = segment });
}
