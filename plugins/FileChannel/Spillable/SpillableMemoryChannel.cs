using FlumePlug.MemoryChannel;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.FileChannel;

/// <summary>
/// Events wait in memory, and on the disk when the memory is full (semantics 4.4). A put is in one of the two as a whole; a
/// take is of one of the two, in the order in which the events came. A crash loses those in memory.
/// </summary>
[Channel("spillablememory", Aliases = ["org.apache.flume.channel.SpillableMemoryChannel"],
    Summary = "A queue in memory that overflows to files; what is in memory is lost when the process ends.")]
public sealed class SpillableMemoryChannel : IChannel, IDisposable
{
    private readonly Lock _lock = new();
    private readonly DrainOrder _order = new();
    private readonly TakeWaiters _takeWaiters = new();
    private readonly SpillableMemoryChannelOptions _options;
    private readonly ComponentContext _context;
    private readonly BoundedQueue _memory;
    private readonly FileQueue _disk;
    private volatile bool _overflows;
    private long _diskEnd;

    /// <summary>A channel over the directories of the options; opens nothing but the keys, where it encrypts.</summary>
    /// <exception cref="ConfigurationException">The active key is not to be had.</exception>
    public SpillableMemoryChannel(SpillableMemoryChannelOptions options, ComponentContext context)
    {
        (_options, _context) = (options, context);
        var slots = BodySlots.Of(options.ByteCapacity, options.ByteCapacityBufferPercentage, options.AvgEventSize);
        var timeout = TimeSpan.FromSeconds(options.OverflowTimeout);
        _memory = new BoundedQueue(options.MemoryCapacity, options.TransactionCapacity, slots, timeout, context.Time);
        _disk = FileChannel.QueueOf(options, options.Overflow, TimeSpan.Zero, context, new LocalDisk());
    }

    /// <summary>What the engine below it was told.</summary>
    internal StoreSettings Settings => _disk.Settings;

    public int MaxBatch => _options.TransactionCapacity;

    public ChannelFill Fill => new(_memory.Waiting + _disk.Waiting, (long)_options.MemoryCapacity + _options.Overflow);

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (_options.HasNoRoom)
            _context.Logger.LogWarning("memoryCapacity and overflowCapacity are both 0; overflowCapacity is {Default}.", _options.Overflow);
        var waiting = _disk.Open();
        lock (_lock)
        {
            _diskEnd = _disk.NextSequence;
            _order.Add(isDisk: true, waiting);
        }
        _context.Counters[CounterNames.EventRecoveredCount].Set(waiting);
        _context.Logger.LogInformation("{Waiting} events wait in {Directories}.", waiting, string.Join(", ", _options.DataDirs));
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken) => new(Task.Run(_disk.Dispose, CancellationToken.None));

    public async ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (fit == Fit.Whole && batch.Count > MaxBatch)
            throw new ChannelException($"Put queue for SpillableMemoryTransaction of capacity {MaxBatch} full: put fewer events at a time, or "
                + $"raise transactionCapacity. [channel={_context.Name}]");
        if (await InMemoryAsync(batch, fit, cancellationToken) is { } put)
            return new SpillablePut(this, put);
        var spilled = await _disk.ReserveAsync(batch, fit, cancellationToken);
        _overflows |= spilled.Count > 0;
        return new SpillablePut(this, spilled);
    }

    public async ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            (bool IsDisk, int Count) wanted;
            lock (_lock)
            {
                if (_order.IsEmpty)
                    return null;
                wanted = _order.Take(Math.Min(max, MaxBatch));
            }
            if (Take(wanted.IsDisk, wanted.Count) is { } take)
                return new SpillableTake(this, take, wanted.IsDisk);
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _order.IsEmpty ? _takeWaiters.Add(cancellationToken) : ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _disk.Dispose();
        _memory.Dispose();
    }

    /// <summary>Stores events in memory and notes their turn at once, so that no others come between.</summary>
    internal void StoreInMemory(QueuePut put, int count)
    {
        lock (_lock)
        {
            put.Commit(count);
            _order.Add(isDisk: false, count);
        }
        _takeWaiters.WakeAll();
    }

    /// <summary>Events up to a number are on the disk. Those with lower numbers are taken before, whoever put them.</summary>
    internal void StoredOnDisk(long end)
    {
        lock (_lock)
        {
            _order.Add(isDisk: true, end - _diskEnd);
            _diskEnd = Math.Max(_diskEnd, end);
        }
        _takeWaiters.WakeAll();
    }

    /// <summary>A take was rolled back.</summary>
    internal void PutBack(bool isDisk, int count)
    {
        lock (_lock)
            _order.PutBack(isDisk, count);
        _takeWaiters.WakeAll();
    }

    /// <summary>Events were taken for good: there may be memory enough to wait for it again.</summary>
    internal void Taken()
    {
        var free = _options.MemoryCapacity - _memory.Waiting;
        if (_overflows && free * 100 >= (long)_options.OverflowDeactivationThreshold * _options.MemoryCapacity)
            _overflows = false;
    }

    // Null: the put goes to the disk.
    private async ValueTask<IPut?> InMemoryAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        if (_memory.TryReserveNow(batch, fit) is { } put)
        {
            if (put.Count > 0 || batch.Count == 0 || _options.Overflow == 0)
                return put;
            await put.DisposeAsync();
            return null;
        }
        var mayWait = fit != Fit.Now && !_overflows && _options.OverflowTimeout > 0 && (fit == Fit.Prefix
            ? _options.MemoryCapacity > 0 : _memory.CanHold(batch));
        if (_options.Overflow == 0)
            return await _memory.ReserveAsync(batch, fit, cancellationToken);
        if (!mayWait)
            return null;
        try
        {
            return await _memory.ReserveAsync(batch, fit, cancellationToken);
        }
        catch (ChannelFullException)
        {
            return null;
        }
    }

    // Null: the events are not there any more, because their file is damaged.
    private ITake? Take(bool isDisk, int count)
    {
        var missing = count;
        try
        {
            var take = isDisk ? _disk.Take(count) : _memory.Take(count);
            missing = take is null ? 0 : count - take.Batch.Count;
            return take;
        }
        finally
        {
            PutBack(isDisk, missing);
        }
    }
}
