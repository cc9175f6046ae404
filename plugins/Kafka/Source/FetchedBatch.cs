using FlumePlug.Kafka.Client;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>Events that were read together, and how far they reach in each partition.</summary>
internal sealed class FetchedBatch : IDisposable
{
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Partition Partition, long Next)> _ends = [];

    /// <summary>Filled by the reader; not written any more once it is handed over.</summary>
    public EventBatch Batch { get; } = EventBatch.Create();

    /// <summary>Told when the batch is done with, stored or not.</summary>
    public required Action<FetchedBatch> Settled { get; init; }

    /// <summary>A record of a partition is part of it; records of a partition come in order.</summary>
    public void Extend(Partition partition, long next)
    {
        if (_ends is [.., var last] && ReferenceEquals(last.Partition, partition))
            _ends[^1] = (partition, next);
        else
            _ends.Add((partition, next));
    }

    /// <summary>The events in a batch of their own, which interceptors may edit: what is refused comes again as it was.</summary>
    public EventBatch Copy()
    {
        var copy = EventBatch.Create();
        copy.Add(Batch, 0, Batch.Count);
        return copy;
    }

    /// <summary>Every required channel has the events.</summary>
    public void MarkDone()
    {
        foreach (var (partition, next) in _ends)
            partition.Advance(next);
    }

    /// <summary>Whether nothing in it is of a partition that stays.</summary>
    public bool IsOnlyOf(IReadOnlyList<Partition> partitions) => _ends.TrueForAll(end => end.Partition.IsGone || partitions.Contains(end.Partition));

    /// <summary>Another member reads these events: they are not to be put again.</summary>
    public void Abandon() => _abandoned.TrySetResult();

    /// <summary>Waits before the events are put again; true: they are not to be.</summary>
    public async ValueTask<bool> IsAbandonedWithinAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_abandoned.Task, Task.Delay(wait, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return _abandoned.Task.IsCompleted;
    }

    public void Dispose()
    {
        Batch.Dispose();
        Settled(this);
    }
}
