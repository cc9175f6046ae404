namespace FlumePlug.Script.Running;

/// <summary>A timer that calls its target as long as somebody else keeps it, and ends with it.</summary>
internal sealed class WeakTicks<T>(T target, Action<T> tick) : IDisposable
    where T : class
{
    private readonly WeakReference<T> _target = new(target);
    private ITimer? _timer;

    public void Start(TimeProvider time, TimeSpan interval)
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static state => ((WeakTicks<T>)state!).Tick(), this, interval, interval);
    }

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        if (_target.TryGetTarget(out var target))
            tick(target);
        else
            Dispose();
    }
}

/// <summary>Starts <see cref="WeakTicks{T}"/>.</summary>
internal static class WeakTicks
{
    /// <summary>Calls a target at an interval; the delegate must not hold the target.</summary>
    public static IDisposable Start<T>(TimeProvider time, TimeSpan interval, T target, Action<T> tick)
        where T : class
    {
        var ticks = new WeakTicks<T>(target, tick);
        ticks.Start(time, interval);
        return ticks;
    }
}
