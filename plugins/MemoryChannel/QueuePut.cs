using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>Room reserved in a <see cref="BoundedQueue"/>; pooled by it.</summary>
internal sealed class QueuePut(BoundedQueue queue) : IPut
{
    private bool _open;

    public EventBatch? Batch { get; private set; }

    public int Count { get; private set; }

    public long Slots { get; private set; }

    public void Open(EventBatch batch, int count, long slots) => (Batch, Count, Slots, _open) = (batch, count, slots, true);

    public ValueTask CommitAsync(int count, CancellationToken cancellationToken)
    {
        Commit(count);
        return ValueTask.CompletedTask;
    }

    public void Commit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (!_open)
            throw new InvalidOperationException("The put was committed before.");
        _open = false;
        queue.Commit(this, count);
    }

    public ValueTask DisposeAsync()
    {
        if (_open)
            queue.RollBack(this);
        _open = false;
        Batch = null;
        queue.Recycle(this);
        return ValueTask.CompletedTask;
    }
}
