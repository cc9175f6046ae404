using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>
/// What sources and sinks see of the database: room, puts that wait for the next transaction, and the events that are in
/// memory. Invariant, under the lock: <c>_used</c> is what is stored, or reserved; <c>_inMemory</c> of it is in
/// <see cref="_runs"/> or in open takes; the rest can be read from the database while <c>_unread</c>. Thread-safe.
/// </summary>
internal sealed partial class EventQueue(long capacity, Action wakeStore) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly RunQueue _runs = new();
    private readonly Queue<SqlitePut> _puts = new();
    private readonly List<Row> _changed = [];
    private readonly Stack<SqlitePut> _freePuts = new();
    private readonly Stack<SqliteTake> _freeTakes = new();
    private readonly Signal _arrived = new();
    private readonly Signal _read = new();
    private string? _closed = "was not started";
    private long _used;
    private long _reserved;
    private long _inMemory;
    private bool _unread;

    /// <summary>Events stored and not taken for good.</summary>
    public long Waiting => Volatile.Read(ref _used) - Volatile.Read(ref _reserved);

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            var room = capacity == 0 ? long.MaxValue : capacity - _used;
            var count = (int)Math.Min(room, batch.Count);
            if (fit != Fit.Now && count < (fit == Fit.Whole ? batch.Count : Math.Min(batch.Count, 1)))
                throw new ChannelFullException($"Channel capacity reached: maxCapacity: {capacity}, currentSize: {_used - _reserved}");
            _used += count;
            _reserved += count;
            var put = _freePuts.TryPop(out var free) ? free : new SqlitePut(this);
            put.Open(batch, count);
            return new(put);
        }
    }

    /// <summary>Hands the put to the store, which answers it.</summary>
    public void Commit(SqlitePut put)
    {
        lock (_lock)
        {
            ThrowIfClosed(put);
            if (put.Committed < put.Count)
                Free(put.Count - put.Committed);
            _puts.Enqueue(put);
        }
        wakeStore();
    }

    /// <summary>Takes a put back that the store has not begun; false: it has.</summary>
    public bool Withdraw(SqlitePut put)
    {
        lock (_lock)
        {
            if (!_puts.Contains(put))
                return false;
            for (var left = _puts.Count; left > 0; left--)
                if (_puts.Dequeue() is var other && other != put)
                    _puts.Enqueue(other);
            Free(put.Committed);
            return true;
        }
    }

    /// <summary>Gives room back that was reserved.</summary>
    public void GiveBack(int count)
    {
        lock (_lock)
            Free(count);
    }

    public void Recycle(SqlitePut put)
    {
        lock (_lock)
            _freePuts.Push(put);
    }

    public async ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task read;
            lock (_lock)
            {
                ThrowIfClosed();
                if (!_runs.IsEmpty)
                    return Take(max);
                if (!_unread)
                    return null;
                read = _read.Next;
            }
            wakeStore();
            await read.WaitAsync(cancellationToken);
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return _closed is null && (_unread || !_runs.IsEmpty) ? Task.CompletedTask : _arrived.Next.WaitAsync(cancellationToken);
    }

    /// <summary>The events are gone; the store learns of it with the next put, or a moment later.</summary>
    public void Commit(SqliteTake take)
    {
        bool isFirst;
        lock (_lock)
        {
            ThrowIfClosed();
            isFirst = _changed.Count == 0;
            foreach (var piece in take.Pieces)
            {
                piece.Row.Taken.Add(piece.Start, piece.Count);
                _used -= piece.Count;
                _inMemory -= piece.Count;
                NoteChange(piece.Row);
            }
        }
        if (isFirst)
            TakesBegan?.Invoke();
    }

    /// <summary>Gives the events back to their places.</summary>
    public void RollBack(SqliteTake take)
    {
        lock (_lock)
        {
            if (_closed is not null)
                return;
            // The last one first: each then comes to the front.
            for (var i = take.Pieces.Count - 1; i >= 0; i--)
                _runs.Add(take.Pieces[i] with { Batch = take.Batch.Retain() });
        }
        _arrived.Raise();
    }

    public void Recycle(SqliteTake take)
    {
        lock (_lock)
            _freeTakes.Push(take);
    }

    public void Dispose()
    {
        lock (_lock)
            _runs.Clear();
    }

    private SqliteTake Take(int max)
    {
        var take = _freeTakes.TryPop(out var free) ? free : new SqliteTake(this);
        take.Batch = _runs.Take(max, take.Pieces);
        if (_unread && _runs.Bytes < ReadBelow)
            wakeStore();
        return take;
    }

    private void Free(int count) => (_used, _reserved) = (_used - count, _reserved - count);

    private void NoteChange(Row row)
    {
        if (!row.IsChanged)
            _changed.Add(row);
        row.IsChanged = true;
    }

    private void ThrowIfClosed(SqlitePut? put = null)
    {
        if (_closed is null)
            return;
        if (put is not null)
            Free(put.Count);
        throw new ChannelException($"The channel {_closed}.");
    }
}
