namespace FlumePlug.Embedded;

/// <summary>Lets puts through until it is closed, and knows when the last one is. Safe for concurrent calls.</summary>
internal sealed class PutGate
{
    private readonly TaskCompletionSource _allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;
    // The gate counts as one until it is closed.
    private int _inside = 1;

    /// <summary>Whether a put may begin; who begins leaves.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _inside);
        if (!_isClosed)
            return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _inside) == 0)
            _allLeft.TrySetResult();
    }

    /// <summary>Lets nobody in any more; completes when the last put has left. Called once.</summary>
    public Task CloseAsync()
    {
        _isClosed = true;
        Leave();
        return _allLeft.Task;
    }
}
