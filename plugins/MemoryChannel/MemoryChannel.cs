using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>A bounded queue in memory, limited by events and by body bytes in slots of 100, as Flume's memory channel.</summary>
[Channel("memory", Aliases = ["org.apache.flume.channel.MemoryChannel"],
    Summary = "A bounded queue in memory; its events are lost when the process ends.")]
public sealed class MemoryChannel(MemoryChannelOptions options, ComponentContext context) : IChannel, IDisposable
{
    private readonly BoundedQueue _queue = new(
        options.Capacity, options.TransactionCapacity, BodySlots.Of(options), TimeSpan.FromSeconds(options.KeepAlive), context.Time);

    public int MaxBatch => _queue.MaxBatch;

    public ChannelFill Fill => new(_queue.Waiting, _queue.Capacity);

    public bool TryApply(object options) => options is MemoryChannelOptions next && _queue.TryResize(
        next.Capacity, next.TransactionCapacity, BodySlots.Of(next), TimeSpan.FromSeconds(next.KeepAlive));

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        _queue.ReserveAsync(batch, fit, cancellationToken);

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => new(_queue.Take(max));

    public ValueTask WaitAsync(CancellationToken cancellationToken) => _queue.WaitAsync(cancellationToken);

    public void Dispose() => _queue.Dispose();
}
