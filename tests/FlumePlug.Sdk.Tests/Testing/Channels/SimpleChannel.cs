using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

/// <summary>The one thing that a <see cref="SimpleChannel"/> does wrong.</summary>
public enum ChannelFault
{
    None,
    LosesInRollBack,
    LosesUnderLoad,
    DoublesInRollBack,
    RollsBackToTheEnd,
    ReordersATake,
    StoresAtReservation,
    StoresAllOnCommit,
    StoresRolledBackPuts,
    KeepsPutMemory,
    NeverGivesMemoryBack,
    DisposesThePutBatch,
    WritesToThePutBatch,
    TakesMoreThanAsked,
    GivesAnEmptyTake,
    NeverMerges,
    WaitsInTake,
    HoldsAnEventWhileWaiting,
    WakesOneWaiterOnly,
    IgnoresTheTokenOfWait,
    IgnoresTheTokenOfReserve,
    RefusesAtOnce,
    NeverRefuses,
    RefusesWithAnotherException,
    WaitsForRoomUnderNow,
    WaitsForAllUnderPrefix,
    ForgetsToWakePuts,
    FreesRoomOfOpenTakes,
    LosesRoomOfRolledBackPuts,
    LosesRoomOfFewer,
    TakesMoreThanMaxBatch,
    MiscountsItsFill,
    DropsHeaders,
    ThrowsOnTheSecondStop,
    NeedsAStartToStop,
    TakesForeignOptions,
    ForgetsEventsWithNewOptions,
}

/// <summary>A short channel, correct unless told to be wrong in one way.</summary>
[Channel("simple")]
public sealed class SimpleChannel(TestComponentContext context, int capacity, int maxBatch,
    ChannelFault fault = ChannelFault.None) : IChannel
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(3);
    private LinkedList<EventBatch> _stored = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _used;
    private int _takes;
    private bool _started;
    private int _stops;

    public int MaxBatch => maxBatch;

    public ChannelFill Fill => new(fault == ChannelFault.MiscountsItsFill ? _stored.Count : _used, capacity);

    /// <summary>Its options are a number that means nothing.</summary>
    public bool TryApply(object options)
    {
        if (options is int && fault == ChannelFault.ForgetsEventsWithNewOptions)
            lock (_lock)
                _stored.Clear();
        return options is int || fault == ChannelFault.TakesForeignOptions;
    }

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (fault == ChannelFault.NeedsAStartToStop && !_started)
            throw new InvalidOperationException("not started");
        if (fault == ChannelFault.ThrowsOnTheSecondStop && _stops++ > 0)
            throw new InvalidOperationException("already stopped");
        return ValueTask.CompletedTask;
    }

    public async ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        if (fit == Fit.Whole && batch.Count > maxBatch && fault != ChannelFault.TakesMoreThanMaxBatch)
            throw new ChannelException($"More than {maxBatch} events.");
        var until = context.Time.GetUtcNow() + _keepAlive;
        var least = fit == Fit.Whole || fault == ChannelFault.WaitsForAllUnderPrefix ? batch.Count : 1;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var room = Math.Min(capacity - _used, batch.Count);
                if (fault != ChannelFault.TakesMoreThanMaxBatch)
                    room = Math.Min(room, maxBatch);
                if (room >= Math.Min(least, maxBatch) || (fit == Fit.Now && fault != ChannelFault.WaitsForRoomUnderNow))
                {
                    _used += room;
                    var put = new Put(this, batch, room);
                    if (fault == ChannelFault.StoresAtReservation)
                        put.Store(room);
                    return put;
                }
                changed = _changed.Task;
            }
            var left = until - context.Time.GetUtcNow();
            if ((left <= TimeSpan.Zero || fault == ChannelFault.RefusesAtOnce) && fault != ChannelFault.NeverRefuses)
                throw fault == ChannelFault.RefusesWithAnotherException
                    ? new TimeoutException("late")
                    : new ChannelFullException("No room.");
            var token = fault == ChannelFault.IgnoresTheTokenOfReserve ? CancellationToken.None : cancellationToken;
            var limit = fault == ChannelFault.NeverRefuses ? Timeout.InfiniteTimeSpan : left;
            await changed.WaitAsync(limit, context.Time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken)
    {
        if (fault == ChannelFault.WaitsInTake)
            await WaitAsync(cancellationToken);
        if (fault == ChannelFault.TakesMoreThanAsked)
            max++;
        if (fault == ChannelFault.NeverMerges)
            max = 1;
        lock (_lock)
        {
            if (_stored.Count == 0 && fault != ChannelFault.GivesAnEmptyTake)
                return null;
            var parts = new List<EventBatch>();
            for (; parts.Count < max && _stored.First is { } first; _stored.RemoveFirst())
                parts.Add(first.Value);
            if (fault == ChannelFault.LosesUnderLoad && ++_takes % 100 == 0 && parts.Count > 1)
                parts.RemoveAt(1);
            if (fault == ChannelFault.ReordersATake)
                parts.Reverse();
            return new Take(this, parts);
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_stored.Count > 0)
                {
                    if (fault == ChannelFault.HoldsAnEventWhileWaiting)
                        _stored.RemoveFirst();
                    return;
                }
                changed = _changed.Task;
            }
            if (fault == ChannelFault.IgnoresTheTokenOfWait)
                cancellationToken = CancellationToken.None;
            if (fault == ChannelFault.WakesOneWaiterOnly)
                changed = Interlocked.Exchange(ref _changed,
                    new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Pulse()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Put(SimpleChannel channel, EventBatch batch, int count) : IPut
    {
        private int _open = count;

        public int Count { get; } = count;

        private bool Is(ChannelFault fault) => channel.Fault == fault;

        public ValueTask CommitAsync(int committed, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(committed, _open);
            if (Is(ChannelFault.StoresAllOnCommit) && committed > 0)
                committed = Count;
            Store(committed);
            if (Is(ChannelFault.WritesToThePutBatch) && batch.Count > 0)
                batch.SetHeader("seen", "yes");
            if (Is(ChannelFault.DisposesThePutBatch))
                batch.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (_open > 0 && Is(ChannelFault.StoresRolledBackPuts))
                Store(Count);
            lock (channel._lock)
            {
                if (!Is(ChannelFault.LosesRoomOfRolledBackPuts))
                    channel._used -= _open;
                _open = 0;
                channel.Pulse();
            }
            return ValueTask.CompletedTask;
        }

        public void Store(int stored)
        {
            lock (channel._lock)
            {
                for (var i = 0; i < stored; i++)
                    channel._stored.AddLast(channel.Keep(batch, i));
                if (!Is(ChannelFault.LosesRoomOfFewer))
                    channel._used -= _open - stored;
                _open = 0;
                channel.Pulse();
            }
        }
    }

    private ChannelFault Fault => fault;

    private EventBatch Keep(EventBatch batch, int index)
    {
        var kept = EventBatch.Create();
        if (fault == ChannelFault.KeepsPutMemory)
            kept.Add(batch[index].Headers, batch[index].Body);
        else if (fault == ChannelFault.DropsHeaders)
            kept.AddCopy(Headers.Empty, batch[index].Body.Span);
        else
            kept.Add(batch, index, 1);
        return kept;
    }

    private sealed class Take : ITake
    {
        private readonly SimpleChannel _channel;
        private readonly List<EventBatch> _parts;
        private bool _committed;

        public Take(SimpleChannel channel, List<EventBatch> parts)
        {
            (_channel, _parts) = (channel, parts);
            if (channel.Fault == ChannelFault.FreesRoomOfOpenTakes)
                channel._used -= parts.Count;
            foreach (var part in parts)
                Batch.Add(part, 0, 1);
        }

        public EventBatch Batch { get; } = EventBatch.Create();

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            _committed = true;
            if (_channel.Fault != ChannelFault.NeverGivesMemoryBack)
                _parts.ForEach(part => part.Dispose());
            lock (_channel._lock)
            {
                if (_channel.Fault != ChannelFault.FreesRoomOfOpenTakes)
                    _channel._used -= _parts.Count;
                if (_channel.Fault != ChannelFault.ForgetsToWakePuts)
                    _channel.Pulse();
            }
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            Batch.Dispose();
            if (!_committed)
                RollBack();
            return ValueTask.CompletedTask;
        }

        private void RollBack()
        {
            lock (_channel._lock)
            {
                if (_channel.Fault == ChannelFault.FreesRoomOfOpenTakes)
                    _channel._used += _parts.Count;
                if (_channel.Fault == ChannelFault.LosesInRollBack)
                    _parts.RemoveAt(0);
                if (_channel.Fault == ChannelFault.DoublesInRollBack)
                    _channel._stored.AddFirst(_channel.Keep(_parts[^1], 0));
                if (_channel.Fault == ChannelFault.RollsBackToTheEnd)
                    _channel._stored = new LinkedList<EventBatch>([.. _channel._stored, .. _parts]);
                else
                    _channel._stored = new LinkedList<EventBatch>([.. _parts, .. _channel._stored]);
                _channel.Pulse();
            }
        }
    }
}
