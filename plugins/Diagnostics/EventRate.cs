namespace FlumePlug.Diagnostics;

/// <summary>
/// Lets events through at a steady rate: each request pays for the one before it, and up to a second of unused time is
/// kept for a burst (the behaviour of Guava's RateLimiter, which Flume uses).
/// </summary>
internal sealed class EventRate(int eventsPerSecond, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly double _secondsPerEvent = 1.0 / eventsPerSecond;
    private double _saved;
    private double _free;

    /// <summary>Returns when the events may go. Waits below a millisecond add up until they make one.</summary>
    public Task AcquireAsync(int events, CancellationToken cancellationToken)
    {
        var now = time.GetElapsedTime(_start).TotalSeconds;
        if (now > _free)
        {
            _saved = Math.Min(eventsPerSecond, _saved + ((now - _free) * eventsPerSecond));
            _free = now;
        }
        var wait = TimeSpan.FromSeconds(_free - now);
        var fromSaved = Math.Min(events, _saved);
        _saved -= fromSaved;
        _free += (events - fromSaved) * _secondsPerEvent;
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
