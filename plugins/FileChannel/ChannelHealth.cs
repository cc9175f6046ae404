using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Tells what goes wrong: in the log, without flooding it, and in the counters of Flume's FileChannelCounter.</summary>
internal sealed class ChannelHealth(string channel, ProblemLog problems, ComponentCounters counters)
{
    private readonly Counter _putErrors = counters["EventPutErrorCount"];
    private readonly Counter _takeErrors = counters["EventTakeErrorCount"];
    private readonly Counter _checkpointErrors = counters["CheckpointWriteErrorCount"];
    private readonly Counter _backupErrors = counters["CheckpointBackupWriteErrorCount"];
    private readonly Counter _unhealthy = counters["Unhealthy"];
    private readonly Counter _closed = counters["Closed"];
    private readonly HashSet<(string, long)> _damage = [];
    private bool _damageIsNew;

    /// <summary>What a source is told when its events could not be stored.</summary>
    public ChannelException PutFailed(Exception cause)
    {
        _putErrors.Increment();
        var told = new ChannelException($"Put failed due to IO error [channel={channel}]: {cause.Message}", cause);
        problems.Report("Events could not be stored and were refused:", cause);
        return told;
    }

    public void TakesFailed(Exception cause) =>
        problems.Report("What was taken could not be written down; it may come again after a crash:", cause);

    public void FlushFailed(Exception cause) =>
        problems.Report("What was written since the last flush could not be flushed; a power cut may lose it:", cause);

    /// <summary>What a sink is told when events could not be read.</summary>
    public ChannelException TakeFailed(Exception cause)
    {
        _takeErrors.Increment();
        return new ChannelException($"Take failed due to IO error [channel={channel}]: {cause.Message}", cause);
    }

    public void CheckpointFailed(Exception cause)
    {
        _checkpointErrors.Increment();
        problems.Report("The checkpoint could not be written; the next start takes longer:", cause);
    }

    public void BackupFailed(Exception cause)
    {
        _backupErrors.Increment();
        problems.Report("The backup of the checkpoint could not be written:", cause);
    }

    public void Damaged(Damage damage)
    {
        lock (_damage)
        {
            if (!_damage.Add((damage.Segment.Path, damage.Offset)))
                return;
            _damageIsNew = true;
        }
        _takeErrors.Increment();
        problems.Report($"Bytes {damage.Offset} to {damage.End} of {damage.Segment.Path} are damaged and left out. "
            + "'flumeplug channel inspect' says what stands around them.");
    }

    /// <summary>Numbers without events: lost where something is damaged; otherwise of puts that a crash cut short.</summary>
    public void Lost(SequenceRange numbers)
    {
        lock (_damage)
        {
            if (!_damageIsNew)
                return;
            _damageIsNew = false;
        }
        problems.Report($"{numbers.Count} events, numbers {numbers.First} to {numbers.End - 1}, are lost with the damaged bytes.");
    }

    public void Failed() => _unhealthy.Set(1);

    public void Closed() => _closed.Set(1);
}
