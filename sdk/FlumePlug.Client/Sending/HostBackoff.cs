namespace FlumePlug.Client;

/// <summary>How long hosts that failed are left out: 2 s, 4 s and so on up to the most (Flume's OrderSelector).</summary>
internal sealed class HostBackoff(int hosts, TimeSpan most, TimeProvider time)
{
    private const int MostDoublings = 16;

    // A failure so long after the end of the last leave begins anew.
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly (int Failures, long Failed)[] _states = new (int, long)[hosts];

    public bool IsLeftOut(int host)
    {
        lock (_lock)
            return _states[host] is { Failures: > 0 } state && time.GetElapsedTime(state.Failed) < Leave(state.Failures);
    }

    public void Failed(int host)
    {
        lock (_lock)
        {
            ref var state = ref _states[host];
            var isInARow = state.Failures > 0 && time.GetElapsedTime(state.Failed) < Leave(state.Failures) + Forgotten;
            state = (isInARow ? Math.Min(state.Failures + 1, MostDoublings) : 1, time.GetTimestamp());
        }
    }

    private TimeSpan Leave(int failures) => TimeSpan.FromMilliseconds(Math.Min(most.TotalMilliseconds, 1000L << failures));
}
