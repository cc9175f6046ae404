using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>Events taken from a <see cref="BoundedQueue"/>; pooled by it.</summary>
internal sealed class QueueTake(BoundedQueue queue) : ITake
{
    private EventBatch? _batch;

    public EventBatch Batch
    {
        get => _batch ?? throw new InvalidOperationException("The take is over.");
        set => _batch = value;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        queue.Commit(this);
        _batch = null;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_batch is not null)
            queue.RollBack(this);
        _batch = null;
        queue.Recycle(this);
        return ValueTask.CompletedTask;
    }
}
