namespace FlumePlug.FileChannel;

/// <summary>Writes checkpoints, and deletes the segments that they make superfluous. Used by the writing thread.</summary>
internal sealed class CheckpointWriter(Disk disk, StoreSettings settings, RecoveredLog recovered, ChannelHealth health)
{
    // Bounds what a start reads: a checkpoint is due after that many bytes, however long the interval is.
    private const long MostBytesBetween = 128 << 20;

    private readonly CheckpointFile _file = new(disk, settings.CheckpointDirectory);
    private readonly CheckpointFile? _backup = settings.BackupDirectory is { } directory ? new(disk, directory) : null;
    private (long Next, long Taken, long Generation) _known = (-1, -1, -1);
    private long _writtenBefore;
    private long _takenBefore;

    public bool IsDue(LogWriter log, long bytesTaken) =>
        log.Written - _writtenBefore >= MostBytesBetween || bytesTaken - _takenBefore >= MostBytesBetween;

    /// <summary>Writes one if anything changed since the last.</summary>
    public void Write(LogWriter log, LogReader reader, TakenEvents taken, long bytesTaken, bool isFinal)
    {
        var state = (log.NextSequence, taken.Count, log.NewestGeneration);
        if (state == _known && !isFinal)
            return;
        try
        {
            log.Flush();
            var consumed = taken.Copy();
            var head = consumed.EndOf(0);
            var bytes = Take(log, reader, consumed, head, isFinal).ToBytes();
            _file.Write(bytes);
            _known = state;
            (_writtenBefore, _takenBefore) = (log.Written, bytesTaken);
            WriteBackup(bytes);
            log.DeleteBefore(head);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            health.CheckpointFailed(failure);
        }
    }

    private Checkpoint Take(LogWriter log, LogReader reader, SequenceSet consumed, long head, bool isFinal) => new()
    {
        Channel = recovered.Channel,
        Generation = log.NewestGeneration,
        OldestGeneration = log.OldestGenerationFor(head),
        NextSequence = log.NextSequence,
        Consumed = consumed,
        WrittenTo = log.WrittenTo,
        ReadFrom = reader.ReadFrom(head),
        IsFinal = isFinal,
    };

    private void WriteBackup(byte[] bytes)
    {
        if (_backup is null)
            return;
        try
        {
            _backup.Write(bytes);
            KillPoint.Reach(KillPoint.BackupWritten);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            health.BackupFailed(failure);
        }
    }
}
