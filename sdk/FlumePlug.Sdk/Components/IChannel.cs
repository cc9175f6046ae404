namespace FlumePlug.Sdk;

/// <summary>How much of a batch a reservation must find room for.</summary>
public enum Fit
{
    /// <summary>All of it, or a <see cref="ChannelException"/> after waiting keep-alive.</summary>
    Whole,

    /// <summary>As many events from the front as fit; waits keep-alive for the first, then a <see cref="ChannelException"/>.</summary>
    Prefix,

    /// <summary>As many events from the front as fit now, perhaps none; never waits.</summary>
    Now,
}

/// <summary>Stages events between sources and sinks, in transactions. Fully concurrent.</summary>
public interface IChannel : IComponent
{
    /// <summary>
    /// Reserves room for events of the batch without storing them. The channel retains the batch if it keeps it past the
    /// commit. More than <see cref="MaxBatch"/> events are refused under <see cref="Fit.Whole"/> and cut under the others.
    /// </summary>
    /// <exception cref="ChannelException">There was no room within keep-alive (<see cref="ChannelFullException"/>), or the
    /// channel failed.</exception>
    ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken);

    /// <summary>
    /// Takes up to <paramref name="max"/> events, the oldest first, merging what several puts brought. Never waits for events:
    /// null when there is nothing.
    /// </summary>
    ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken);

    /// <summary>Returns when a take may find something. Holds nothing, and may return for no reason.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>The most events of one transaction (transactionCapacity).</summary>
    int MaxBatch => int.MaxValue;

    /// <summary>How full the channel is; default: unknown.</summary>
    ChannelFill Fill => default;

    /// <summary>
    /// Goes on with other options, while puts and takes run; an object of the class that its constructor takes. Default: it
    /// cannot, and the host moves the events to a channel that is built with them.
    /// </summary>
    /// <returns>Whether it did; false: nothing changed.</returns>
    bool TryApply(object options) => false;
}

/// <summary>Room in a channel for the first <see cref="Count"/> events of a batch. Disposed without a commit: rolled back.</summary>
public interface IPut : IAsyncDisposable
{
    /// <summary>For how many events there is room.</summary>
    int Count { get; }

    /// <summary>Stores the first <paramref name="count"/> events, with the channel's own durability, and gives the rest of the room back.</summary>
    ValueTask CommitAsync(int count, CancellationToken cancellationToken);
}

/// <summary>Events taken from a channel. Disposed without a commit: they return to the front, in order. Dispose exactly once.</summary>
public interface ITake : IAsyncDisposable
{
    /// <summary>The events; the take keeps the reference. Not to be written.</summary>
    EventBatch Batch { get; }

    /// <summary>Removes the events from the channel for good.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}

/// <summary>How full a channel is, in events: stored and not yet taken for good, and the most there can be (0: no limit).</summary>
public readonly record struct ChannelFill(long Size, long Capacity);
