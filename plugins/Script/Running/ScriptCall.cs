using System.Threading.Tasks.Sources;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Running;

/// <summary>
/// One call of a script at a time, on a thread of the pool, so that its caller can be told when it takes too long: what hangs
/// cannot be ended from outside, only left behind. Reused until that happens.
/// </summary>
internal sealed class ScriptCall(ScriptWork work) : IThreadPoolWorkItem, IValueTaskSource<bool>
{
    // The low bit: running; above it the number of the run, so that a late look at one run cannot end the next.
    private const long Running = 1;
    private const long Abandoned = -1;

    private ManualResetValueTaskSourceCore<bool> _done;
    private EventBatch? _batch;
    private long _run;
    private long _since;

    /// <summary>Whether it was left behind; then neither it nor its batch may be used again.</summary>
    public bool IsAbandoned => Volatile.Read(ref _run) == Abandoned;

    /// <summary>The routes that a selector's script chose for the batch before.</summary>
    public ReadOnlySpan<Route> Routes => work.Routes;

    /// <summary>Runs the script over a batch that nobody else has; says whether it changed anything.</summary>
    /// <exception cref="ScriptException">It failed, or it took too long and was abandoned.</exception>
    public ValueTask<bool> RunAsync(EventBatch batch)
    {
        _done.Reset();
        _batch = batch;
        Volatile.Write(ref _since, 0);
        Volatile.Write(ref _run, _run + 1 | Running);
        // On this thread as soon as its present work waits, as a rule for this call: no other thread has to wake.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return new(this, _done.Version);
    }

    /// <summary>Runs a selector's script on the caller's thread.</summary>
    public ReadOnlySpan<Route> RunHere(EventBatch batch)
    {
        work.Run(batch);
        return work.Routes;
    }

    /// <summary>Abandons the call if it runs for longer than that.</summary>
    public bool TryAbandon(TimeProvider time, TimeSpan timeout, string message)
    {
        var run = Volatile.Read(ref _run);
        var since = Volatile.Read(ref _since);
        if ((run & Running) == 0 || run == Abandoned || since == 0 || time.GetElapsedTime(since) < timeout
            || Interlocked.CompareExchange(ref _run, Abandoned, run) != run)
            return false;
        _done.RunContinuationsAsynchronously = true;
        _done.SetException(new ScriptException(message));
        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        var run = Volatile.Read(ref _run);
        Volatile.Write(ref _since, Math.Max(1, work.Time.GetTimestamp()));
        var changed = false;
        Exception? failure = null;
        try
        {
            changed = work.Run(_batch!);
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        _batch = null;
        if (Interlocked.CompareExchange(ref _run, run + 1, run) != run)
            return;
        if (failure is null)
            _done.SetResult(changed);
        else
            _done.SetException(failure);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);
}
