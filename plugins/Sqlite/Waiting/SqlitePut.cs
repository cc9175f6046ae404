using System.Threading.Tasks.Sources;
using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>Room reserved in a <see cref="EventQueue"/>, and the wait for the flush once it is committed; pooled by the queue.</summary>
internal sealed class SqlitePut(EventQueue queue) : IPut, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _flushed = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private bool _open;

    public EventBatch? Batch { get; private set; }

    public int Count { get; private set; }

    /// <summary>How many events are to be stored.</summary>
    public int Committed { get; private set; }

    /// <summary>Roughly their bytes.</summary>
    public long Bytes { get; private set; }

    public void Open(EventBatch batch, int count) => (Batch, Count, _open) = (batch, count, true);

    public ValueTask CommitAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (!_open)
            throw new InvalidOperationException("The put was committed before.");
        cancellationToken.ThrowIfCancellationRequested();
        _open = false;
        if (count == 0)
        {
            queue.GiveBack(Count);
            return ValueTask.CompletedTask;
        }
        Committed = count;
        Bytes = Run.SizeOf(Batch!.Events[..count]);
        _flushed.Reset();
        var version = _flushed.Version;
        queue.Commit(this);
        // A put that was not begun can still be left; one that is being written has an outcome soon.
        _cancellation = cancellationToken.UnsafeRegister(static (put, token) => ((SqlitePut)put!).Cancel(token), this);
        return new ValueTask(this, version);
    }

    public ValueTask DisposeAsync()
    {
        if (_open)
            queue.GiveBack(Count);
        _open = false;
        Batch = null;
        queue.Recycle(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The events are on the disk.</summary>
    public void Succeed() => _flushed.SetResult(true);

    /// <summary>The events were not stored; their room is given back.</summary>
    public void Fail(Exception failure) => _flushed.SetException(failure);

    public ValueTaskSourceStatus GetStatus(short token) => _flushed.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _flushed.OnCompleted(continuation, state, token, flags);

    public void GetResult(short token)
    {
        _cancellation.Dispose();
        _cancellation = default;
        _flushed.GetResult(token);
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (queue.Withdraw(this))
            Fail(new OperationCanceledException(cancellationToken));
    }
}
