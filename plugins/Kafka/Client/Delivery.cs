using FlumePlug.Kafka.Native;

namespace FlumePlug.Kafka.Client;

/// <summary>
/// Records that were sent and are not all acknowledged yet. Filled by one sender, settled by the producer's thread; completes when the
/// sender has closed it and the last record is settled.
/// </summary>
internal sealed class Delivery
{
    private readonly Lock _failing = new();
    private readonly List<RecordFailure> _failures = [];
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // One more than the records while the sender may add some.
    private int _open = 1;

    /// <summary>Where the producer finds it again.</summary>
    public int Slot { get; set; }

    /// <summary>Completes when every record is settled, delivered or not.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The records that were not delivered; to be read once settled.</summary>
    public IReadOnlyList<RecordFailure> Failures => _failures;

    /// <summary>Whether every record is acknowledged.</summary>
    public bool IsDelivered => Settled.IsCompleted && _failures.Count == 0;

    /// <summary>Prepares it for other records.</summary>
    public void Reset()
    {
        _failures.Clear();
        _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _open = 1;
    }

    /// <summary>One more record is on its way.</summary>
    public void Add() => Interlocked.Increment(ref _open);

    /// <summary>So many records are settled, or one less for the sender that adds no more; returns whether all are.</summary>
    public bool Settle(int count) => Interlocked.Add(ref _open, -count) == 0;

    /// <summary>Tells who waits that all are settled; nobody touches it any more until the next <see cref="Reset"/>.</summary>
    public void Complete() => _settled.TrySetResult();

    /// <summary>A record was not delivered; it is still to be settled.</summary>
    public void Fail(RecordFailure failure)
    {
        lock (_failing)
            _failures.Add(failure);
    }
}

/// <summary>A record that was not delivered.</summary>
/// <param name="Index">Its number among those of its delivery, as the sender gave it.</param>
/// <param name="Code">Why.</param>
internal readonly record struct RecordFailure(int Index, KafkaCode Code);
