namespace FlumePlug.Files.Tailing;

/// <summary>What a source sleeps on: a signal from another thread, or a time. Signals before the sleep are not lost.</summary>
internal sealed class WakeUp : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);
    private readonly ITimer _timer;
    private int _isSet;

    public WakeUp(TimeProvider time) =>
        _timer = time.CreateTimer(static wake => ((WakeUp)wake!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
            _signal.Release();
    }

    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        _timer.Change(longest, Timeout.InfiniteTimeSpan);
        await _signal.WaitAsync(cancellationToken);
        Interlocked.Exchange(ref _isSet, 0);
    }

    public void Dispose() => _timer.Dispose();
}
