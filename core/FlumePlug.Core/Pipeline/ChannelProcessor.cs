using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// A source's way into its channels. Room is reserved in every required channel, always in the order of their names so that
/// no two sources wait for each other, before anything is stored in any: a batch that is refused leaves no copy behind.
/// </summary>
internal sealed class ChannelProcessor : IChannelProcessor
{
    private readonly InterceptorChain _interceptors;
    private readonly IChannelSelector _selector;
    private readonly ChannelTransaction.Pool _transactions;
    private readonly ChannelHost[] _channels;
    private readonly SourceCounters _counters;
    private readonly FreeList<EachPut> _eachPuts = new();

    /// <param name="channels">The source's channels in the order of the configuration, which the selector's bits follow.</param>
    public ChannelProcessor(
        IReadOnlyList<ChannelHost> channels, InterceptorChain interceptors, IChannelSelector selector, SourceCounters counters,
        ProblemLog problems)
    {
        (_interceptors, _selector, _counters) = (interceptors, selector, counters);
        _channels = [.. channels];
        _transactions = new ChannelTransaction.Pool(_channels, counters, problems);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var received = batch.Count;
        if (received == 0)
            return;
        _counters.Received.Add(received);
        _counters.BatchReceived.Increment();
        try
        {
            await InterceptAsync(batch, cancellationToken);
            if (batch.Count > 0)
                await StoreWholeAsync(batch, cancellationToken);
        }
        catch
        {
            _counters.Rejected.Add(received);
            _counters.WriteFail.Increment();
            throw;
        }
        _counters.Accepted.Add(received);
        _counters.BatchAccepted.Increment();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;
        var put = _eachPuts.TryTake(out var free) ? free : new EachPut(this, _counters);
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
    internal int MaxBatch
    {
        get
        {
            var least = int.MaxValue;
            foreach (var channel in _channels)
                least = Math.Min(least, channel.Channel.MaxBatch);
            return least;
        }
    }

    /// <summary>Whether there are interceptors.</summary>
    internal bool Intercepts => !_interceptors.IsEmpty;

    internal async ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        if (_interceptors.IsEmpty)
            return;
        await _interceptors.InterceptAsync(batch, cancellationToken);
        CountDropped(batch);
    }

    /// <summary>Stores all of the batch in every required channel, or throws and stores it in none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask StoreWholeAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var transaction = await _transactions.BeginAsync(batch, _selector, cancellationToken);
        try
        {
            await transaction.ReserveWholeAsync(cancellationToken);
            await transaction.CommitAsync(batch.Count, cancellationToken);
        }
        catch (Exception failure) when (failure is not ChannelException && !cancellationToken.IsCancellationRequested)
        {
            throw transaction.RefusalOf(failure);
        }
        finally
        {
            await transaction.EndAsync();
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
        var transaction = await _transactions.BeginAsync(run, _selector, cancellationToken);
        try
        {
            var count = AlignedToOrigins(batch, position, await transaction.ReservePrefixAsync(cancellationToken));
            if (count > 0)
                await transaction.CommitAsync(count, cancellationToken);
            return count;
        }
        catch (Exception failure) when (failure is not ChannelException && !cancellationToken.IsCancellationRequested)
        {
            throw transaction.RefusalOf(failure);
        }
        finally
        {
            await transaction.EndAsync();
        }
    }

    // An event that an interceptor split is stored as a whole: the prefix ends where a source's event ends.
    private static int AlignedToOrigins(EventBatch batch, int position, int count)
    {
        var end = position + count;
        while (end > position && end < batch.Count && batch.OriginOf(end) == batch.OriginOf(end - 1))
            end--;
        return end - position;
    }

    private void CountDropped(EventBatch batch)
    {
        if (batch.Count < batch.SourceCount)
            _counters.Dropped.Add(batch.SourceCount - batch.Count);
    }
}
