namespace FlumePlug.SinkProcessors;

/// <summary>
/// Which members are to be left out: one that failed waits 2 s, and twice as long with each further failure that comes within
/// an hour after the last wait (Flume's OrderSelector).
/// </summary>
internal sealed class BackoffList(TimeProvider time, long maxTimeOut)
{
    private const int MostDoublings = 16;
    private const long DefaultMaxTimeOut = 30_000;
    private const double StillTheSameTrouble = 60 * 60 * 1000;

    private readonly long _maxTimeOut = maxTimeOut == 0 ? DefaultMaxTimeOut : maxTimeOut;
    private readonly long _started = time.GetTimestamp();
    private readonly Dictionary<int, Failure> _failures = [];

    /// <summary>Fills the positions of the members that are not left out, in order, and returns their number.</summary>
    public int Active(Span<int> members)
    {
        var now = Now;
        var active = 0;
        for (var member = 0; member < members.Length; member++)
            if (!_failures.TryGetValue(member, out var failure) || failure.RestoreAt < now)
                members[active++] = member;
        return active;
    }

    /// <summary>A member failed.</summary>
    public void Failed(int member)
    {
        var now = Now;
        var times = 1;
        if (_failures.TryGetValue(member, out var last) && now - last.At < WaitAfter(last.Times) + StillTheSameTrouble)
            times = Math.Min(last.Times + 1, MostDoublings);
        _failures[member] = new Failure(times, now, now + WaitAfter(times));
    }

    private double Now => time.GetElapsedTime(_started).TotalMilliseconds;

    private long WaitAfter(int times) => Math.Min(_maxTimeOut, 1000L << times);

    private readonly record struct Failure(int Times, double At, double RestoreAt);
}
