namespace FlumePlug.Sqlite;

/// <summary>Wakes all who wait for something to happen once more. Thread-safe.</summary>
internal sealed class Signal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes when it happens the next time.</summary>
    public Task Next
    {
        get
        {
            var next = Volatile.Read(ref _next);
            while (next is null)
            {
                var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = Interlocked.CompareExchange(ref _next, made, null) ?? made;
            }
            return next.Task;
        }
    }

    public void Raise() => Interlocked.Exchange(ref _next, null)?.SetResult();

    public void Fail(Exception failure)
    {
        if (Interlocked.Exchange(ref _next, null) is not { } next)
            return;
        next.SetException(failure);
        // Nobody may be left to look at it.
        _ = next.Task.Exception;
    }
}
