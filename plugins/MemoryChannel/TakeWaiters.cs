namespace FlumePlug.MemoryChannel;

/// <summary>Runners that wait for events. A wake wakes all of them and promises nothing. Thread-safe.</summary>
internal sealed class TakeWaiters
{
    private readonly Lock _lock = new();
    private readonly Stack<TakeWaiter> _free = new();
    private List<TakeWaiter> _waiting = [];
    private List<TakeWaiter> _woken = [];
    private volatile int _count;

    public ValueTask Add(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TakeWaiter waiter;
        lock (_lock)
        {
            waiter = _free.TryPop(out var free) ? free : new TakeWaiter(this);
            _waiting.Add(waiter);
            _count++;
        }
        var version = waiter.Version;
        waiter.CancelWith(cancellationToken);
        return new(waiter, version);
    }

    public void WakeAll()
    {
        // Read without the lock: the caller stored its events under the queue's lock, under which a waiter looked before it joined.
        if (_count == 0)
            return;
        lock (_lock)
        {
            (_waiting, _woken) = (_woken, _waiting);
            _count = 0;
            foreach (var waiter in _woken)
                waiter.Grant(true);
            _woken.Clear();
        }
    }

    private void Cancel(TakeWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(waiter))
                return;
            _count--;
            waiter.Refuse(new OperationCanceledException(cancellationToken));
        }
    }

    // There is no result but that the wait is over.
    private sealed class TakeWaiter(TakeWaiters owner) : Waiter<bool>
    {
        protected override void Cancel(CancellationToken cancellationToken) => owner.Cancel(this, cancellationToken);

        protected override void Recycle()
        {
            lock (owner._lock)
                owner._free.Push(this);
        }
    }
}
