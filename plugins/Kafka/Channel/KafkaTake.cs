using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>Events that one sink has; committing them lets the offsets advance, and the group learns of it within a tenth of a second.</summary>
internal sealed class KafkaTake : ITake
{
    private readonly ChannelTakes _owner;
    private readonly IReadOnlyList<RunSlice> _slices;
    private bool _isOver;

    public KafkaTake(ChannelTakes owner, IReadOnlyList<RunSlice> slices)
    {
        (_owner, _slices) = (owner, slices);
        // A run that is taken whole is handed over as it is.
        if (slices is [var only] && only.Count == only.Run.Batch.Count)
        {
            Batch = only.Run.Batch.Retain();
            return;
        }
        Batch = EventBatch.Create();
        foreach (var (run, start, count) in slices)
            Batch.Add(run.Batch, start, count);
    }

    public EventBatch Batch { get; }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        End(isTaken: true);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        End(isTaken: false);
        Batch.Dispose();
        return ValueTask.CompletedTask;
    }

    private void End(bool isTaken)
    {
        if (_isOver)
            return;
        _isOver = true;
        _owner.End(_slices, isTaken);
    }
}
