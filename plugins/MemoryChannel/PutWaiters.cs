using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>
/// Puts that wait for room, first come first served. All wait equally long, so that the first one times out first and one
/// timer serves all. Every member is called under the queue's lock, unless it says otherwise.
/// </summary>
internal sealed class PutWaiters(Lock queueLock, TimeSpan keepAlive, TimeProvider time, Func<EventBatch, Fit, ChannelException> refusal)
    : IDisposable
{
    // A timer takes 49 days at most; one that comes early is set again.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _lock = queueLock;
    private readonly LinkedList<PutWaiter> _waiting = new();
    private readonly Stack<PutWaiter> _free = new();
    private ITimer? _timer;
    private bool _timerRuns;
    private TimeSpan _keepAlive = keepAlive;

    /// <summary>How long puts wait, those that wait already included.</summary>
    public TimeSpan KeepAlive
    {
        set
        {
            _keepAlive = value;
            if (_timerRuns)
                RunTimer(TimeSpan.Zero);
        }
    }

    public bool IsEmpty => _waiting.Count == 0;

    public ValueTask<IPut> Add(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = _free.TryPop(out var free) ? free : new PutWaiter(this);
        waiter.Begin(batch, fit, time.GetTimestamp());
        _waiting.AddLast(waiter.Node);
        waiter.CancelWith(cancellationToken);
        if (!_timerRuns)
            RunTimer(_keepAlive);
        return new(waiter, waiter.Version);
    }

    public bool TryPeek(out EventBatch batch, out Fit fit)
    {
        var first = _waiting.First?.Value;
        (batch, fit) = (first?.Batch!, first?.Fit ?? default);
        return first is not null;
    }

    public void GrantFirst(IPut put)
    {
        var first = _waiting.First!.Value;
        _waiting.RemoveFirst();
        first.Grant(put);
    }

    /// <summary>Takes the lock itself.</summary>
    public void Dispose()
    {
        lock (_lock)
            _timer?.Dispose();
    }

    private void RunTimer(TimeSpan dueIn)
    {
        if (_keepAlive == Timeout.InfiniteTimeSpan)
            return;
        _timerRuns = true;
        if (dueIn > LongestTimer)
            dueIn = LongestTimer;
        if (_timer is null)
            _timer = time.CreateTimer(static waiters => ((PutWaiters)waiters!).RefuseLate(), this, dueIn, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(dueIn, Timeout.InfiniteTimeSpan);
    }

    private void RefuseLate()
    {
        lock (_lock)
        {
            _timerRuns = false;
            while (_waiting.First is { } first)
            {
                var left = _keepAlive - time.GetElapsedTime(first.Value.Since);
                if (left > TimeSpan.Zero)
                {
                    RunTimer(left + TimeSpan.FromMilliseconds(1));
                    return;
                }
                _waiting.RemoveFirst();
                first.Value.Refuse(refusal(first.Value.Batch!, first.Value.Fit));
            }
        }
    }

    private void Cancel(PutWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
                return;
            _waiting.Remove(waiter.Node);
            waiter.Refuse(new OperationCanceledException(cancellationToken));
        }
    }

    private sealed class PutWaiter : Waiter<IPut>
    {
        private readonly PutWaiters _owner;

        public PutWaiter(PutWaiters owner)
        {
            _owner = owner;
            Node = new LinkedListNode<PutWaiter>(this);
        }

        public LinkedListNode<PutWaiter> Node { get; }

        public EventBatch? Batch { get; private set; }

        public Fit Fit { get; private set; }

        public long Since { get; private set; }

        public void Begin(EventBatch batch, Fit fit, long since) => (Batch, Fit, Since) = (batch, fit, since);

        protected override void Cancel(CancellationToken cancellationToken) => _owner.Cancel(this, cancellationToken);

        protected override void Recycle()
        {
            Batch = null;
            lock (_owner._lock)
                _owner._free.Push(this);
        }
    }
}
