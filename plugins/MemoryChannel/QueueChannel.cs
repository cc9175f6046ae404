using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>A channel whose events wait in a <see cref="BoundedQueue"/>.</summary>
public abstract class QueueChannel : IChannel, IDisposable
{
    private protected QueueChannel(BoundedQueue queue) => Queue = queue;

    public int MaxBatch => Queue.MaxBatch;

    public ChannelFill Fill => new(Queue.Waiting, Queue.Capacity);

    private protected BoundedQueue Queue { get; }

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        Queue.ReserveAsync(batch, fit, cancellationToken);

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => new(Queue.Take(max));

    public ValueTask WaitAsync(CancellationToken cancellationToken) => Queue.WaitAsync(cancellationToken);

    public virtual bool TryApply(object options) => false;

    public void Dispose()
    {
        Queue.Dispose();
        GC.SuppressFinalize(this);
    }
}
