using System.Threading.Tasks.Sources;

namespace FlumePlug.MemoryChannel;

/// <summary>One wait at a time that ends with a result, a failure or its token; used again when its result was fetched.</summary>
internal abstract class Waiter<T> : IValueTaskSource<T>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;

    public short Version => _core.Version;

    /// <summary>Only for a waiter that its owner knows: a token cancelled meanwhile takes it out at once.</summary>
    public void CancelWith(CancellationToken cancellationToken) =>
        _cancellation = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter<T>)waiter!).Cancel(token), this);

    public void Grant(T result) => _core.SetResult(result);

    public void Refuse(Exception reason) => _core.SetException(reason);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public T GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            // Outside the owner's lock: it waits for a cancellation callback that may be taking the lock.
            _cancellation.Dispose();
            _cancellation = default;
            _core.Reset();
            Recycle();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    /// <summary>The token was cancelled: refuses the wait unless it is over already.</summary>
    protected abstract void Cancel(CancellationToken cancellationToken);

    /// <summary>Nobody holds it any more.</summary>
    protected abstract void Recycle();
}
