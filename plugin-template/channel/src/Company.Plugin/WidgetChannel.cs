using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>
/// Holds events in memory, each in a batch of its own that shares the memory of the one that was put. Replace the list by what
/// keeps your events; room, waiting and roll-backs stay.
/// </summary>
/// <remarks>
/// Every field is read and written under the lock. Room is used from the reservation on until the take of the event is
/// committed, so that a roll-back always finds room.
/// </remarks>
[Channel("widget", Summary = "Holds events in memory.")]
public sealed class WidgetChannel(WidgetOptions options, ComponentContext context) : IChannel
{
    private readonly Lock _lock = new();
    private readonly LinkedList<EventBatch> _stored = new();
    private TaskCompletionSource _changed = NewSignal();
    private int _used;

    public int MaxBatch => options.TransactionCapacity;

    public ChannelFill Fill
    {
        get
        {
            lock (_lock)
                return new ChannelFill(_used, options.Capacity);
        }
    }

    public async ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        if (fit == Fit.Whole && batch.Count > MaxBatch)
            throw new ChannelException($"A batch of {batch.Count} events is larger than transactionCapacity ({MaxBatch}).");
        var wanted = Math.Min(batch.Count, MaxBatch);
        var begun = context.Time.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var room = Math.Min(wanted, options.Capacity - _used);
                if (fit == Fit.Now || room == wanted || (fit == Fit.Prefix && room > 0))
                {
                    _used += room;
                    return new WidgetPut(this, batch, room);
                }
                changed = _changed.Task;
            }
            var left = TimeSpan.FromSeconds(options.KeepAlive) - context.Time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
                throw new ChannelFullException($"Channel {context.Name} is full: {options.Capacity} events wait to be taken.");
            await changed.WaitAsync(left, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_stored.Count == 0)
                return new((ITake?)null);
            var taken = new List<EventBatch>();
            for (; taken.Count < max && _stored.First is { } first; _stored.RemoveFirst())
                taken.Add(first.Value);
            return new(new WidgetTake(this, taken));
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_stored.Count > 0)
                    return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    internal void Store(EventBatch batch, int count, int reserved)
    {
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
            {
                var kept = EventBatch.Create();
                kept.Add(batch, i, 1);
                _stored.AddLast(kept);
            }
            _used -= reserved - count;
            Signal();
        }
    }

    internal void Remove(IReadOnlyList<EventBatch> taken)
    {
        foreach (var one in taken)
            one.Dispose();
        lock (_lock)
        {
            _used -= taken.Count;
            Signal();
        }
    }

    internal void PutBack(IReadOnlyList<EventBatch> taken)
    {
        lock (_lock)
        {
            for (var i = taken.Count - 1; i >= 0; i--)
                _stored.AddFirst(taken[i]);
            Signal();
        }
    }

    // Wakes everyone who waits, for room or for events; each looks again.
    private void Signal()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
