using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>
/// Transactions over <see cref="EventRuns"/>. Invariant, under the lock: events reserved, waiting and taken together never
/// exceed the capacity, nor their body slots the slots; waiting puts are served in the order they came.
/// </summary>
internal sealed class BoundedQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly EventRuns _runs = new();
    private readonly Stack<QueuePut> _freePuts = new();
    private readonly Stack<QueueTake> _freeTakes = new();
    private readonly PutWaiters _putWaiters;
    private readonly TakeWaiters _takeWaiters = new();
    private int _capacity;
    private int _maxBatch;
    private BodySlots _slots;
    private TimeSpan _keepAlive;
    private long _used;
    private long _reserved;
    private long _usedSlots;

    public BoundedQueue(int capacity, int maxBatch, BodySlots slots, TimeSpan keepAlive, TimeProvider time)
    {
        (_capacity, _maxBatch, _slots, _keepAlive) = (capacity, maxBatch, slots, keepAlive);
        _putWaiters = new PutWaiters(_lock, keepAlive, time, RefusalOf);
    }

    public int Capacity => _capacity;

    public int MaxBatch => _maxBatch;

    /// <summary>Events stored and not taken for good.</summary>
    public long Waiting => Volatile.Read(ref _used) - Volatile.Read(ref _reserved);

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        if (fit == Fit.Whole && batch.Count > _maxBatch)
            throw new ChannelException($"Put queue for MemoryTransaction of capacity {_maxBatch} full, consider committing more "
                + "frequently, increasing capacity or increasing thread count");
        lock (_lock)
        {
            if (_putWaiters.IsEmpty && TryReserve(batch, fit) is { } put)
                return new(put);
            if (fit == Fit.Now)
                return new(Reserve(batch, 0, 0));
            if (_keepAlive <= TimeSpan.Zero && _keepAlive != Timeout.InfiniteTimeSpan)
                throw RefusalOf(batch, fit);
            return _putWaiters.Add(batch, fit, cancellationToken);
        }
    }

    /// <summary>A reservation without waiting; null where there is no room, or others wait for it.</summary>
    public IPut? TryReserveNow(EventBatch batch, Fit fit)
    {
        lock (_lock)
            return _putWaiters.IsEmpty ? TryReserve(batch, fit) : null;
    }

    /// <summary>Whether the batch could find room in an empty queue.</summary>
    public bool CanHold(EventBatch batch) => batch.Count <= _capacity && _slots.Of(batch.Events) <= _slots.Count;

    /// <summary>Goes on with other limits; false: it holds more than they allow, or a put waits that they would not.</summary>
    public bool TryResize(int capacity, int maxBatch, BodySlots slots, TimeSpan keepAlive)
    {
        lock (_lock)
        {
            if (_used > capacity || _usedSlots > slots.Count || (maxBatch < _maxBatch && !_putWaiters.IsEmpty))
                return false;
            (_capacity, _maxBatch, _slots, _keepAlive) = (capacity, maxBatch, slots, keepAlive);
            _putWaiters.KeepAlive = keepAlive;
            GrantWaiting();
            return true;
        }
    }

    public ITake? Take(int max)
    {
        lock (_lock)
        {
            if (_runs.Count == 0)
                return null;
            var take = _freeTakes.TryPop(out var free) ? free : new QueueTake(this);
            take.Batch = _runs.Take(Math.Min(max, _maxBatch));
            return take;
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _runs.Count > 0 ? ValueTask.CompletedTask : _takeWaiters.Add(cancellationToken);
    }

    public void Commit(QueuePut put, int count)
    {
        var slots = count == put.Count ? put.Slots : _slots.Of(put.Batch!.Events[..count]);
        lock (_lock)
        {
            _runs.Append(put.Batch!, count);
            _reserved -= put.Count;
            Free(put.Count - count, put.Slots - slots);
        }
        _takeWaiters.WakeAll();
    }

    public void RollBack(QueuePut put)
    {
        lock (_lock)
        {
            _reserved -= put.Count;
            Free(put.Count, put.Slots);
        }
    }

    public void Recycle(QueuePut put)
    {
        lock (_lock)
            _freePuts.Push(put);
    }

    public void Commit(QueueTake take)
    {
        var slots = _slots.Of(take.Batch.Events);
        lock (_lock)
            Free(take.Batch.Count, slots);
        take.Batch.Dispose();
    }

    public void RollBack(QueueTake take)
    {
        lock (_lock)
            _runs.PutBack(take.Batch);
        _takeWaiters.WakeAll();
    }

    public void Recycle(QueueTake take)
    {
        lock (_lock)
            _freeTakes.Push(take);
    }

    public void Dispose()
    {
        lock (_lock)
            _runs.Clear();
        _putWaiters.Dispose();
    }

    private void Free(long events, long slots)
    {
        if (events == 0)
            return;
        _used -= events;
        _usedSlots -= slots;
        GrantWaiting();
    }

    private void GrantWaiting()
    {
        while (_putWaiters.TryPeek(out var batch, out var fit) && TryReserve(batch, fit) is { } put)
            _putWaiters.GrantFirst(put);
    }

    private QueuePut? TryReserve(EventBatch batch, Fit fit)
    {
        var wanted = batch.Events[..Math.Min(batch.Count, _maxBatch)];
        var room = (int)Math.Min(_capacity - _used, wanted.Length);
        var fitting = _slots.Fitting(wanted[..room], _slots.Count - _usedSlots, out var slots);
        return fitting == wanted.Length || (fit == Fit.Now || (fit == Fit.Prefix && fitting > 0)) ? Reserve(batch, fitting, slots) : null;
    }

    private QueuePut Reserve(EventBatch batch, int count, long slots)
    {
        _used += count;
        _reserved += count;
        _usedSlots += slots;
        var put = _freePuts.TryPop(out var free) ? free : new QueuePut(this);
        put.Open(batch, count, slots);
        return put;
    }

    private ChannelFullException RefusalOf(EventBatch batch, Fit fit)
    {
        var events = fit == Fit.Whole ? batch.Events : batch.Events[..1];
        return _slots.Of(events) > _slots.Count - _usedSlots
            ? new($"Cannot commit transaction. Byte capacity allocated to store event body {_slots.BytesInJavaForm()}reached. "
                + "Please increase heap space/byte capacity allocated to the channel as the sinks may not be keeping up with the sources")
            : new("Space for commit to queue couldn't be acquired. Sinks are likely not keeping up with sources, "
                + "or the buffer size is too tight");
    }
}
