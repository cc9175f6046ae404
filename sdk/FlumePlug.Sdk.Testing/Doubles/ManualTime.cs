namespace FlumePlug.Sdk.Testing;

/// <summary>
/// A clock that stands still until it is told to advance; timers and delays made from it fire then, in the order in which they
/// are due, on the caller's thread (one due at once fires by itself). Safe for concurrent calls.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];
    private DateTimeOffset _now;

    /// <summary>A clock that stands at a moment; default: the beginning of 2026, UTC.</summary>
    public ManualTime(DateTimeOffset? now = null) => _now = now ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers and delays are waiting to fire.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Completes as soon as at least that many timers or delays wait to fire: the code under test is asleep.</summary>
    public Task WhenWaiting(int count = 1)
    {
        lock (_lock)
        {
            if (_timers.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((count, reached));
            return reached.Task;
        }
    }

    /// <summary>Moves the clock and fires what is due on the way, each timer at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetUtcNow() + by;
        while (NextDue(end) is { } due)
            due.Fire();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null)
                _now = end > _now ? end : _now;
            else
            {
                _now = next.Due > _now ? next.Due : _now;
                Arm(next, next.Period > TimeSpan.Zero ? _now + next.Period : null);
            }
            return next;
        }
    }

    private void Arm(ManualTimer timer, DateTimeOffset? due)
    {
        _timers.Remove(timer);
        if (due is null)
            return;
        timer.Due = due.Value;
        _timers.Add(timer);
        foreach (var (_, reached) in _awaited.Where(one => _timers.Count >= one.Count))
            reached.SetResult();
        _awaited.RemoveAll(one => one.Reached.Task.IsCompleted);
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                time.Arm(this, dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime);
            }
            if (dueTime == TimeSpan.Zero)
                ThreadPool.QueueUserWorkItem(static clock => clock.Advance(TimeSpan.Zero), time, preferLocal: false);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
