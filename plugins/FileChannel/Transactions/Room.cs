using FlumePlug.MemoryChannel;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// Room for events: reserved, stored and taken but not for good, they never exceed the capacity, except for what a start
/// found. Puts that wait are served in the order in which they came. Safe for concurrent calls.
/// </summary>
internal sealed class Room : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PutWaiters _waiters;
    private readonly FilePut.Pool _puts;
    private readonly RoomSettings _settings;
    private long _used;

    public Room(RoomSettings settings, FilePut.Pool puts, TimeProvider time)
    {
        (_settings, _puts) = (settings, puts);
        _waiters = new PutWaiters(_lock, settings.KeepAlive, time, (_, _) => Full());
    }

    /// <summary>Takes room, or lets the put wait for it.</summary>
    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        if (fit == Fit.Whole && batch.Count > _settings.MaxBatch)
            throw new ChannelException($"Put queue for FileBackedTransaction of capacity {_settings.MaxBatch} full, consider committing "
                + $"more frequently, increasing capacity or increasing thread count. [channel={_settings.Channel}]");
        lock (_lock)
        {
            if (_waiters.IsEmpty && TryReserve(batch, fit) is { } put)
                return new(put);
            if (fit == Fit.Now)
                return new(Reserve(batch, 0));
            if (_settings.KeepAlive == TimeSpan.Zero)
                throw Full();
            return _waiters.Add(batch, fit, cancellationToken);
        }
    }

    /// <summary>Events that a start found have their room, even where that is more than there is.</summary>
    public void Occupy(long events)
    {
        lock (_lock)
            _used += events;
    }

    public void GiveBack(long events)
    {
        if (events == 0)
            return;
        lock (_lock)
        {
            _used -= events;
            while (_waiters.TryPeek(out var batch, out var fit) && TryReserve(batch, fit) is { } put)
                _waiters.GrantFirst(put);
        }
    }

    public void Dispose() => _waiters.Dispose();

    private FilePut? TryReserve(EventBatch batch, Fit fit)
    {
        var wanted = Math.Min(batch.Count, _settings.MaxBatch);
        var room = (int)Math.Clamp(_settings.Capacity - _used, 0, wanted);
        return room == wanted || fit == Fit.Now || (fit == Fit.Prefix && room > 0) ? Reserve(batch, room) : null;
    }

    private FilePut Reserve(EventBatch batch, int count)
    {
        _used += count;
        var put = _puts.Take();
        put.Open(batch, count);
        return put;
    }

    private ChannelFullException Full() => new("The channel has reached it's capacity. This might be the result of a sink on the channel "
        + "having too low of batch size, a downstream system running slower than normal, or that the channel capacity is just too low. "
        + $"[channel={_settings.Channel}]");
}

/// <summary>How much room there is.</summary>
internal sealed record RoomSettings(string Channel, int Capacity, int MaxBatch, TimeSpan KeepAlive);
