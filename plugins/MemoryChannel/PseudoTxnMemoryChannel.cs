using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>Options of Flume's channel for tests.</summary>
public sealed class PseudoTxnMemoryChannelOptions
{
    [Option("capacity", Default = 50, Unit = "events", Summary = "The most events in the channel.")]
    [Range(1, int.MaxValue)]
    public int Capacity { get; init; }

    [Option("keep-alive", Default = 3, Unit = "s", Summary = "Flume's wait of a take; takes never wait here.")]
    public int KeepAlive { get; init; }
}

/// <summary>
/// Flume's channel for tests: a put waits for room without end. Rolls back like every other channel, which Flume's does not.
/// </summary>
[Channel("org.apache.flume.channel.PseudoTxnMemoryChannel",
    Summary = "Flume's channel for tests: a small memory queue whose puts wait for room without end.")]
public sealed class PseudoTxnMemoryChannel(PseudoTxnMemoryChannelOptions options, ComponentContext context) : IChannel, IDisposable
{
    private readonly BoundedQueue _queue = new(
        options.Capacity, options.Capacity, BodySlots.Unlimited, Timeout.InfiniteTimeSpan, context.Time);

    public int MaxBatch => options.Capacity;

    public ChannelFill Fill => new(_queue.Waiting, options.Capacity);

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        _queue.ReserveAsync(batch, fit, cancellationToken);

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => new(_queue.Take(max));

    public ValueTask WaitAsync(CancellationToken cancellationToken) => _queue.WaitAsync(cancellationToken);

    public void Dispose() => _queue.Dispose();
}
