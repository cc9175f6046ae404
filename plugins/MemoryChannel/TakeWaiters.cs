using System.Threading.Tasks.Sources;

namespace FlumePlug.MemoryChannel;

/// <summary>Runners that wait for events. A wake wakes all of them and promises nothing. Thread-safe.</summary>
internal sealed class TakeWaiters
{
    private readonly Lock _lock = new();
    private readonly Stack<Waiter> _free = new();
    private List<Waiter> _waiting = [];
    private List<Waiter> _woken = [];
    private volatile int _count;

    public ValueTask Add(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            waiter = _free.TryPop(out var free) ? free : new Waiter(this);
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
                waiter.Wake();
            _woken.Clear();
        }
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(waiter))
                return;
            _count--;
            waiter.Fail(new OperationCanceledException(cancellationToken));
        }
    }

    private sealed class Waiter(TakeWaiters owner) : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
        private CancellationTokenRegistration _cancellation;

        public short Version => _core.Version;

        public void CancelWith(CancellationToken cancellationToken) =>
            _cancellation = cancellationToken.UnsafeRegister(
                static (waiter, token) => ((Waiter)waiter!).Owner.Cancel((Waiter)waiter, token), this);

        private TakeWaiters Owner => owner;

        public void Wake() => _core.SetResult(true);

        public void Fail(Exception reason) => _core.SetException(reason);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        public void GetResult(short token)
        {
            try
            {
                _core.GetResult(token);
            }
            finally
            {
                _cancellation.Dispose();
                _cancellation = default;
                _core.Reset();
                lock (owner._lock)
                    owner._free.Push(this);
            }
        }
    }
}
