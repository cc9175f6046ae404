using System.Runtime.CompilerServices;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// A runner's waits: ended by events, by the next tick, or from outside. One token source serves many waits; a timer that
/// runs all the time cancels it, so that a wait that events end costs nothing but itself.
/// </summary>
internal sealed class InterruptibleWait : IDisposable
{
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private CancellationTokenSource _tick = new();
    private bool _interrupted;
    private bool _waiting;

    public InterruptibleWait(TimeProvider time, TimeSpan interval) =>
        _timer = time.CreateTimer(static wait => ((InterruptibleWait)wait!).Tick(), this, interval, interval);

    /// <summary>Returns when a channel of a member may have events, a tick is due, or it is interrupted.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ForEventsAsync(IReadOnlyList<SinkTurn> members, CancellationToken cancellationToken)
    {
        if (Begin() is not { } tick)
            return;
        using var stop = cancellationToken.UnsafeRegister(static wait => ((InterruptibleWait)wait!).Tick(), this);
        try
        {
            var first = members[0].Channel;
            if (AllDrain(first, members))
                await first.Channel.WaitAsync(tick.Token);
            else
                await AnyAsync(members, tick.Token);
        }
        catch (OperationCanceledException) when (tick.IsCancellationRequested)
        {
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the wait under way, and every later one at once.</summary>
    public void Interrupt()
    {
        lock (_lock)
            _interrupted = true;
        Tick();
    }

    /// <summary>Lets waits wait again.</summary>
    public void Resume()
    {
        lock (_lock)
            _interrupted = false;
    }

    public void Dispose() => _timer.Dispose();

    private static bool AllDrain(ChannelHost channel, IReadOnlyList<SinkTurn> members)
    {
        for (var i = 1; i < members.Count; i++)
            if (members[i].Channel != channel)
                return false;
        return true;
    }

    private static async Task AnyAsync(IReadOnlyList<SinkTurn> members, CancellationToken cancellationToken)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = new List<Task>(members.Count);
        try
        {
            foreach (var channel in members.Select(member => member.Channel).Distinct())
                waits.Add(channel.Channel.WaitAsync(others.Token).AsTask());
            await await Task.WhenAny(waits);
        }
        finally
        {
            await others.CancelAsync();
            await Task.WhenAll(waits).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private CancellationTokenSource? Begin()
    {
        lock (_lock)
        {
            if (_interrupted)
                return null;
            // The old one is not disposed: a timer may be about to cancel it once more.
            if (_tick.IsCancellationRequested)
                _tick = new CancellationTokenSource();
            _waiting = true;
            return _tick;
        }
    }

    private void End()
    {
        lock (_lock)
            _waiting = false;
    }

    private void Tick()
    {
        CancellationTokenSource? ended;
        lock (_lock)
            ended = _waiting ? _tick : null;
        ended?.Cancel();
    }
}
