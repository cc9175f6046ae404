using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// What a batch passes from a source to its channels. Never changed, only exchanged as a whole: who has entered stays with it
/// until it leaves; a wait for room ends when the path retires, and goes on along the next one.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class PutPath
{
    // Added to the number of those inside while the path is retired.
    private const int Retired = int.MinValue;

    private readonly ChannelTransaction.Pool _transactions;
    private readonly SourceCounters _counters;
    private readonly ProblemLog _problems;
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _retiring = new();
    private int _inside;

    /// <param name="channels">The source's channels in the order of the configuration, which the selector's bits follow.</param>
    public PutPath(
        IReadOnlyList<ChannelHost> channels, InterceptorChain interceptors, IChannelSelector selector, SourceCounters counters,
        ProblemLog problems)
    {
        (Channels, Interceptors, Selector, _counters, _problems) = ([.. channels], interceptors, selector, counters, problems);
        _transactions = new(Channels, counters, problems) { Retiring = _retiring.Token };
    }

    public ChannelHost[] Channels { get; }

    public InterceptorChain Interceptors { get; }

    public IChannelSelector Selector { get; }

    /// <summary>What the selector was built from; null when it was put together by hand.</summary>
    public Origin? SelectorOrigin { get; init; }

    /// <summary>What its parts were built from.</summary>
    public IEnumerable<Origin?> Origins => Interceptors.All.Select(one => one.Origin).Append(SelectorOrigin);

    /// <summary>The most events that every channel takes in one transaction.</summary>
    public int MaxBatch
    {
        get
        {
            var least = int.MaxValue;
            foreach (var channel in Channels)
                least = Math.Min(least, channel.Channel.MaxBatch);
            return least;
        }
    }

    /// <summary>Whether both have the same channels and parts.</summary>
    public bool IsSame(PutPath other) =>
        Selector == other.Selector && Channels.SequenceEqual(other.Channels) && Interceptors.All.SequenceEqual(other.Interceptors.All);

    /// <summary>Keeps the path in use until <see cref="Leave"/>; false: it is retired.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) > 0)
            return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _inside) == Retired)
            _left.TrySetResult();
    }

    /// <summary>Lets nobody in any more and ends waits for room; completes when the last one has left.</summary>
    public Task RetireAsync()
    {
        if (Interlocked.Add(ref _inside, Retired) == Retired)
            _left.TrySetResult();
        // Not waited for: what a channel registered may throw or block.
        _ = _retiring.CancelAsync();
        return _left.Task;
    }

    /// <summary>Takes a retirement back.</summary>
    public void Restore()
    {
        if (Volatile.Read(ref _inside) >= 0)
            return;
        _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _retiring = new();
        _transactions.Retiring = _retiring.Token;
        Interlocked.Add(ref _inside, Retired);
    }

    /// <summary>Once the last one has left: disposes those of its parts that the next path does not use as well.</summary>
    public async Task ReleaseAsync(PutPath? next)
    {
        await _left.Task;
        _transactions.Clear();
        foreach (var part in Parts.Except(next?.Parts ?? []))
        {
            try
            {
                await Release.AsyncOf(part);
            }
            catch (Exception failure)
            {
                _problems.Report($"{part.GetType().Name} was not disposed cleanly:", failure, LogLevel.Warning);
            }
        }
    }

    /// <summary>Starts those of its parts that no other path uses already.</summary>
    public async Task StartAsync(IEnumerable<PutPath> others, CancellationToken cancellationToken)
    {
        var started = others.SelectMany(other => other.Parts).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var named in Interceptors.All.Where(named => !started.Contains(named.Interceptor)))
        {
            try
            {
                await named.Interceptor.StartAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new EventDeliveryException($"Interceptor {named.Name} could not be started: {failure.Message}", failure);
            }
        }
        if (!started.Contains(Selector))
            await Selector.StartAsync(cancellationToken);
    }

    private IEnumerable<object> Parts => [.. Interceptors.All.Select(one => one.Interceptor), Selector];

    public async ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        if (Interceptors.IsEmpty)
            return;
        await Interceptors.InterceptAsync(batch, cancellationToken);
        if (batch.DroppedCount is > 0 and var dropped)
            _counters.Dropped.Add(dropped);
    }

    /// <summary>Stores all of the batch in every required channel, or throws and stores it in none.</summary>
    /// <returns>False: the path retired while the batch waited for room.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> TryStoreWholeAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var transaction = await _transactions.BeginAsync(batch, Selector, cancellationToken);
        try
        {
            await transaction.ReserveWholeAsync(cancellationToken);
            await transaction.CommitAsync(batch.Count, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (transaction.WaitEndedByRetirement(cancellationToken))
        {
            return false;
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
    /// <returns>Negative: the path retired while the first event waited for room.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> TryStorePrefixAsync(
        EventBatch run, EventBatch batch, int position, CancellationToken cancellationToken)
    {
        var transaction = await _transactions.BeginAsync(run, Selector, cancellationToken);
        try
        {
            var count = AlignedToOrigins(batch, position, await transaction.ReservePrefixAsync(cancellationToken));
            if (count > 0)
                await transaction.CommitAsync(count, cancellationToken);
            return count;
        }
        catch (OperationCanceledException) when (transaction.WaitEndedByRetirement(cancellationToken))
        {
            return -1;
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
}
