using Microsoft.Extensions.Logging;

namespace FlumePlug.FileChannel;

/// <summary>
/// Finds out what a channel holds, without writing anything: the checkpoint, and the records written since. A start that is
/// interrupted is repeated and finds the same.
/// </summary>
internal sealed class LogRecovery(Disk disk, StoreSettings settings, ILogger logger, Action<Damage> damaged)
{
    /// <exception cref="ChannelStorageException">The directories hold what the channel must not go on with.</exception>
    public RecoveredLog Run()
    {
        var files = new SegmentFiles(disk, settings.Keys);
        var found = settings.DataDirectories.ToDictionary(directory => directory, files.Find);
        RequireOwnDirectories([.. found.Values.SelectMany(segments => segments)]);
        var checkpoint = ReadCheckpoint();
        KillPoint.Reach(KillPoint.CheckpointRead);
        var channel = ChannelOf([.. found.Values.SelectMany(segments => segments)], checkpoint);
        var generations = new GenerationCheck(disk, checkpoint, Refuse).Run(found);
        foreach (var segments in found.Values)
            SegmentFiles.Link(segments);

        var consumed = checkpoint?.Consumed.Copy() ?? new SequenceSet();
        if (generations.Count > 0)
            consumed.Add(new(0, generations[0].FirstSequence));
        var scan = new LogScan(disk, consumed, damaged);
        foreach (var segments in found.Values)
            Scan(scan, segments, checkpoint);
        // Events may be lost whose takes are still written down: their numbers are not given again.
        var next = Math.Max(consumed.End,
            RequireWhatTheCheckpointKnows([.. found.Values.SelectMany(segments => segments)], scan.NextSequence, checkpoint));
        if (scan.Cut > 0)
            logger.LogWarning("The last write was cut short and nobody was told that it is stored: {Bytes} bytes are left out.", scan.Cut);
        return new RecoveredLog
        {
            Channel = channel,
            NextGeneration = Math.Max(generations.Count == 0 ? 0 : generations[^1].Number, checkpoint?.Generation ?? 0) + 1,
            NextSequence = next,
            Consumed = consumed,
            Generations = generations,
            Lanes = found.ToDictionary(lane => lane.Key, lane => LaneOf(lane.Key, lane.Value, checkpoint)),
        };
    }

    private Checkpoint? ReadCheckpoint()
    {
        var checkpoint = new CheckpointFile(disk, settings.CheckpointDirectory).Read(out var isThere);
        if (checkpoint is not null)
            return checkpoint;
        if (settings.BackupDirectory is not null)
            checkpoint = new CheckpointFile(disk, settings.BackupDirectory).Read(out _);
        if (checkpoint is not null)
            logger.LogWarning("Checkpoint may not have completed successfully. Restoring checkpoint and starting up.");
        else if (isThere)
            logger.LogWarning("Checkpoint may not have completed successfully. Forcing full replay, this may take a while.");
        // A backup may be older than the segments that were deleted: then it does not say which must be there.
        return checkpoint is null ? null : checkpoint with { OldestGeneration = 0 };
    }

    private static void Scan(LogScan scan, List<Segment> segments, Checkpoint? checkpoint)
    {
        var (first, offset) = (0, (long)SegmentHeader.BlockSize);
        for (var i = 0; i < segments.Count; i++)
            foreach (var position in checkpoint?.WrittenTo ?? [])
                if (segments[i].Is(position))
                    (first, offset) = (i, position.Offset);
        scan.Run(segments.Skip(first), offset);
    }

    private static Guid ChannelOf(List<Segment> segments, Checkpoint? checkpoint)
    {
        var channel = checkpoint?.Channel ?? segments.FirstOrDefault()?.Header.Channel ?? Guid.NewGuid();
        foreach (var segment in segments)
            if (segment.Header.Channel != channel)
                throw new ChannelStorageException($"{segment.Path} belongs to another channel than "
                    + (checkpoint is null ? segments[0].Path : "the checkpoint") + ". Give each channel directories of its own; if the "
                    + "checkpoint is the one that is wrong here, delete it: everything is then read from the data directories.");
        return channel;
    }

    // One in another's directory would be read to the other's end.
    private void RequireOwnDirectories(List<Segment> segments)
    {
        foreach (var (standing, directory) in SegmentPlaces.Find(settings.DataDirectories, segments.Select(StandingOf)))
            if (standing.Directory != directory)
                throw new ChannelStorageException($"{standing.Path} belongs in {directory}, where the segment before it ends as it says. Move it "
                    + "back, or run 'flumeplug channel repair', which does that.");
    }

    private StandingSegment StandingOf(Segment segment)
    {
        using var file = disk.Open(segment.Path, FileUse.Read);
        return new(segment.Path, segment.Header, file.Length);
    }

    private static void Refuse(MissingSegment missing) => throw new ChannelStorageException(
        $"Segment {SegmentHeader.FileName(missing.Generation)} is missing in {missing.Place}, and events may wait in it. If a disk is not "
        + "mounted or a directory was left out of dataDirs, bring it back. If the file is gone for good, 'flumeplug channel repair' gives "
        + "its events up.");

    // What a checkpoint knows had been flushed before: it is in the files, unless somebody took them away.
    private long RequireWhatTheCheckpointKnows(List<Segment> segments, long next, Checkpoint? checkpoint)
    {
        if (checkpoint is null)
            return next;
        if (checkpoint.WrittenTo.All(position => IsThere(segments, position)) || (checkpoint.NothingWaits && checkpoint.IsFinal))
            return Math.Max(next, checkpoint.NextSequence);
        throw new ChannelStorageException($"The checkpoint in {settings.CheckpointDirectory} is newer than the data: not all that it "
            + $"knows is in {string.Join(", ", settings.DataDirectories)}, and up to {checkpoint.NextSequence - checkpoint.Consumed.Count} "
            + "events wait in what is missing. If a disk is not mounted or a directory was left out of dataDirs, bring it back. To go on "
            + "with the events that are there, run 'flumeplug channel repair' or delete the checkpoint.");
    }

    private bool IsThere(List<Segment> segments, SegmentPosition position)
    {
        if (position.Generation == 0)
            return true;
        // Nothing was known of it but its header, which was read.
        if (position.Offset == SegmentHeader.BlockSize)
            return segments.Exists(segment => segment.Is(position));
        if (segments.Find(segment => segment.Is(position)) is not { } segment)
            return false;
        using var file = disk.Open(segment.Path, FileUse.Read);
        return file.Length >= position.Offset;
    }

    private static RecoveredLane LaneOf(string directory, List<Segment> segments, Checkpoint? checkpoint)
    {
        if (segments.Count == 0)
        {
            var none = new Segment(Path.Combine(directory, SegmentHeader.FileName(0)), NoSegment);
            return new(none, none, SegmentHeader.BlockSize);
        }
        foreach (var segment in segments)
            foreach (var position in checkpoint?.ReadFrom ?? [])
                if (segment.Is(position))
                    return new(segments[^1], segment, position.Offset);
        return new(segments[^1], segments[0], SegmentHeader.BlockSize);
    }

    // Stands before the first segment of a directory; has no file.
    private static readonly SegmentHeader NoSegment = new()
    {
        Channel = Guid.Empty,
        Generation = 0,
        FirstSequence = 0,
        PreviousGeneration = 0,
        PreviousEnd = 0,
        Lane = 0,
        Lanes = 0,
        Salt = 0,
        Created = DateTimeOffset.UnixEpoch,
    };
}
