using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// One put into several channels: reserve in all required ones, commit in all, then offer to the optional ones. Reused
/// through its <see cref="Pool"/>.
/// </summary>
internal sealed class ChannelTransaction
{
    private readonly Pool _pool;
    private readonly RoutedBatch _routed;
    private readonly IPut?[] _puts;
    private EventBatch? _batch;
    private ChannelHost? _asked;
    private CancellationTokenSource? _wait;
    private CancellationToken _waitIsOf;
    private bool _commits;

    private ChannelTransaction(Pool pool)
    {
        _pool = pool;
        _routed = new RoutedBatch(pool.Channels.Length);
        _puts = new IPut?[pool.Channels.Length];
    }

    /// <summary>Reserves room for the whole batch in every required channel.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReserveWholeAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in _pool.ByName)
        {
            if (_routed.Required(channel) is not { } part)
                continue;
            _asked = _pool.Channels[channel];
            _asked.Counters.PutAttempts.Add(part.Batch!.Count);
            _puts[channel] = await _asked.Channel.ReserveAsync(part.Batch, Fit.Whole, WaitTokenOf(cancellationToken));
        }
    }

    /// <summary>
    /// Reserves room from the front in every required channel and returns how many events have room in all of theirs. Waits
    /// for the first event only, and only while no room is held in another channel: other sources could use it meanwhile.
    /// None when the first event has to wait in more channels than that.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReservePrefixAsync(CancellationToken cancellationToken)
    {
        var prefix = _batch!.Count;
        var holds = false;
        ChannelHost? waited = null;
        foreach (var channel in _pool.ByName)
        {
            if (_routed.Required(channel) is not { } part)
                continue;
            _asked = _pool.Channels[channel];
            var fit = part.PositionOf(0) == 0 && !holds ? Fit.Prefix : Fit.Now;
            if (fit == Fit.Prefix)
                (waited = _asked).Counters.PutAttempts.Increment();
            var put = await _asked.Channel.ReserveAsync(part.Batch!, fit, WaitTokenOf(cancellationToken));
            _puts[channel] = put;
            holds |= put.Count > 0;
            if (put.Count < part.Batch!.Count)
                prefix = Math.Min(prefix, part.PositionOf(put.Count));
        }
        foreach (var channel in _pool.ByName)
            if (_routed.Required(channel) is { } part)
                _pool.Channels[channel].Counters.PutAttempts.Add(part.CountBefore(prefix) - (_pool.Channels[channel] == waited ? 1 : 0));
        return prefix;
    }

    /// <summary>Commits the first events of the batch, in those channels first that cannot truly reserve.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask CommitAsync(int count, CancellationToken cancellationToken)
    {
        var stored = 0;
        _commits = true;
        foreach (var channel in _pool.InCommitOrder)
        {
            if (_puts[channel] is not { } put)
                continue;
            _asked = _pool.Channels[channel];
            var events = _routed.Required(channel)!.CountBefore(count);
            try
            {
                await put.CommitAsync(events, cancellationToken);
            }
            catch when (stored > 0)
            {
                _pool.Counters.PossibleDuplicates.Add(stored);
                throw;
            }
            _asked.Counters.Puts.Add(events);
            stored += events;
        }
        if (_routed.UnroutedBefore(count) is > 0 and var unrouted)
            _pool.Counters.Dropped.Add(unrouted);
        foreach (var channel in _pool.ByName)
            if (_routed.Optional(channel) is { } part)
                await OfferAsync(_pool.Channels[channel], part, count, cancellationToken);
    }

    /// <summary>Whether a reservation was cancelled because its channels are exchanged, not because the source gave up.</summary>
    public bool WaitEndedByRetirement(CancellationToken cancellationToken) =>
        !_commits && _wait is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested;

    /// <summary>What a source is told when the channel asked last failed in another way than channels should.</summary>
    public ChannelException RefusalOf(Exception failure) =>
        new($"Unable to put batch on required channel: {_asked?.Name}: {failure.Message}", failure);

    /// <summary>Rolls back what was not committed and returns to the pool.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask EndAsync()
    {
        for (var channel = _puts.Length - 1; channel >= 0; channel--)
        {
            if (_puts[channel] is { } put)
                await EndAsync(put, _pool.Channels[channel]);
            _puts[channel] = null;
        }
        _routed.Clear();
        (_batch, _asked, _commits) = (null, null, false);
        _pool.Return(this);
    }

    // A wait for room ends when the source gives up or its path retires. Kept: a source puts with one and the same token.
    private CancellationToken WaitTokenOf(CancellationToken cancellationToken)
    {
        if (_wait is null || _wait.IsCancellationRequested || _waitIsOf != cancellationToken)
        {
            _wait?.Dispose();
            _wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _pool.Retiring);
            _waitIsOf = cancellationToken;
        }
        return _wait.Token;
    }

    // Whether the batch was stored is settled by now, and the rooms in the other channels must be given back.
    private async ValueTask EndAsync(IPut put, ChannelHost host)
    {
        try
        {
            await put.DisposeAsync();
        }
        catch (Exception failure)
        {
            _pool.Problems.Report($"Channel {host.Name} failed to end a put.", failure);
        }
    }

    // What an optional channel does not take is dropped there, also when the agent stops meanwhile: the source was promised the
    // required ones only, and they have stored the events.
    private async ValueTask OfferAsync(ChannelHost host, RoutedBatch.Part part, int count, CancellationToken cancellationToken)
    {
        var events = part.CountBefore(count);
        if (events == 0)
            return;
        var taken = 0;
        Exception? cause = null;
        host.Counters.PutAttempts.Add(events);
        try
        {
            await using var put = await host.Channel.ReserveAsync(part.Batch!, Fit.Now, cancellationToken);
            var fitting = Math.Min(put.Count, events);
            await put.CommitAsync(fitting, cancellationToken);
            taken = fitting;
        }
        catch (Exception failure)
        {
            cause = failure;
        }
        host.Counters.Puts.Add(taken);
        if (taken == events)
            return;
        _pool.Counters.OptionalDropped.Add(events - taken);
        _pool.Problems.Report($"Unable to put batch on optional channel: {host.Name}; what it did not take is dropped there and counted.", cause);
    }

    /// <summary>The transactions of one source.</summary>
    internal sealed class Pool
    {
        private readonly FreeList<ChannelTransaction> _free = new();

        public Pool(ChannelHost[] channels, SourceCounters counters, ProblemLog problems)
        {
            (Channels, Counters, Problems) = (channels, counters, problems);
            ByName = [.. Enumerable.Range(0, channels.Length).OrderBy(i => channels[i].Name, StringComparer.Ordinal)];
            InCommitOrder = [.. ByName.OrderBy(i => channels[i].Attributes.Reserves)];
        }

        public ChannelHost[] Channels { get; }

        /// <summary>Cancelled when waits for room are to end.</summary>
        public CancellationToken Retiring { get; set; }

        public SourceCounters Counters { get; }

        public ProblemLog Problems { get; }

        public int[] ByName { get; }

        public int[] InCommitOrder { get; }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<ChannelTransaction> BeginAsync(
            EventBatch batch, IChannelSelector selector, CancellationToken cancellationToken)
        {
            var transaction = _free.TryTake(out var free) ? free : new ChannelTransaction(this);
            transaction._batch = batch;
            try
            {
                await transaction._routed.DivideAsync(batch, selector, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                transaction._routed.Clear();
                throw new ChannelException($"The channel selector failed: {failure.Message}", failure);
            }
            return transaction;
        }

        public void Return(ChannelTransaction transaction) => _free.Return(transaction);

        /// <summary>Lets go of what outlives the path: the tokens of its sources know every wait.</summary>
        public void Clear()
        {
            while (_free.TryTake(out var transaction))
                transaction._wait?.Dispose();
        }
    }
}
