using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// A source's way into its channels. Room is reserved in every required channel, always in the order of their names so that
/// no two sources wait for each other, before anything is stored in any: a batch that is refused leaves no copy behind.
/// Closed until it is given a <see cref="PutPath"/>; between two paths puts wait.
/// </summary>
internal sealed class ChannelProcessor(SourceCounters counters) : IChannelProcessor
{
    private readonly FreeList<EachPut> _eachPuts = new();
    private volatile TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PutPath? _path;

    /// <summary>Lets puts go along a path.</summary>
    public void Open(PutPath path)
    {
        _path = path;
        _opened.TrySetResult();
    }

    /// <summary>Lets no put begin; completes when those under way have stored what they reserved.</summary>
    public Task CloseAsync()
    {
        if (_path is not { } path)
            return Task.CompletedTask;
        // First: who finds the path retired waits for the next opening, not for the last one.
        _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return path.RetireAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var received = batch.Count;
        if (received == 0)
            return;
        counters.Received.Add(received);
        counters.BatchReceived.Increment();
        try
        {
            if (Intercepts)
                await InterceptAsync(batch, cancellationToken);
            if (batch.Count > 0)
                await StoreWholeAsync(batch, cancellationToken);
        }
        catch
        {
            counters.Rejected.Add(received);
            counters.WriteFail.Increment();
            throw;
        }
        counters.Accepted.Add(received);
        counters.BatchAccepted.Increment();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;
        var put = _eachPuts.TryTake(out var free) ? free : new EachPut(this, counters);
        try
        {
            await put.RunAsync(batch, answers, cancellationToken);
        }
        finally
        {
            _eachPuts.Return(put);
        }
    }

    /// <summary>The most events that every channel takes in one transaction.</summary>
    internal int MaxBatch => _path?.MaxBatch ?? int.MaxValue;

    /// <summary>Whether there are interceptors, or may be when it opens.</summary>
    internal bool Intercepts => _path is not { Interceptors.IsEmpty: true };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var path = await EnterAsync(cancellationToken);
        try
        {
            await path.InterceptAsync(batch, cancellationToken);
        }
        finally
        {
            path.Leave();
        }
    }

    /// <summary>Stores all of the batch in every required channel, or throws and stores it in none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask StoreWholeAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        for (var stored = false; !stored;)
        {
            var path = await EnterAsync(cancellationToken);
            try
            {
                stored = await path.TryStoreWholeAsync(batch, cancellationToken);
            }
            finally
            {
                path.Leave();
            }
        }
    }

    /// <summary>
    /// Stores the prefix of a run that every required channel takes, waiting for the first event only, and says how many.
    /// The run stands at a position of the batch as the source made it.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> StorePrefixAsync(
        EventBatch run, EventBatch batch, int position, CancellationToken cancellationToken)
    {
        var stored = -1;
        while (stored < 0)
        {
            var path = await EnterAsync(cancellationToken);
            try
            {
                stored = await path.TryStorePrefixAsync(run, batch, position, cancellationToken);
            }
            finally
            {
                path.Leave();
            }
        }
        return stored;
    }

    private ValueTask<PutPath> EnterAsync(CancellationToken cancellationToken) =>
        _path is { } path && path.TryEnter() ? new(path) : WaitToEnterAsync(cancellationToken);

    private async ValueTask<PutPath> WaitToEnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _opened.Task.WaitAsync(cancellationToken);
            if (_path is { } path && path.TryEnter())
                return path;
        }
    }
}
