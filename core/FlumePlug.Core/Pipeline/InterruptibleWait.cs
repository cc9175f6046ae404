using System.Runtime.CompilerServices;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// A runner's waits: ended by events, by the next tick, or from outside. One token source serves many waits; a timer that
/// runs all the time cancels it, so that a wait that events end costs nothing but itself.
/// </summary>
internal sealed class InterruptibleWait : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private CancellationTokenSource _tick = new();
    private volatile bool _interrupted;
    private bool _waiting;

    public InterruptibleWait(TimeProvider time, TimeSpan interval)
    {
        _time = time;
        _timer = time.CreateTimer(static wait => ((InterruptibleWait)wait!).Tick(), this, interval, interval);
    }

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

    /// <summary>Waits for a time; ends early when interrupted, unless it was before the wait began.</summary>
    public async ValueTask ForAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var interrupted = _interrupted;
        while (_interrupted == interrupted && delay - _time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            await Task.Delay(left < Step ? left : Step, _time, cancellationToken);
    }

    /// <summary>Ends the wait under way, and every later one at once.</summary>
    public void Interrupt()
    {
        lock (_lock)
            _interrupted = true;
        Tick();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _tick.Dispose();
    }

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
        var waits = members.Select(member => member.Channel).Distinct()
            .Select(channel => channel.Channel.WaitAsync(others.Token).AsTask()).ToArray();
        await Task.WhenAny(waits);
        await others.CancelAsync();
        await Task.WhenAll(waits).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private CancellationTokenSource? Begin()
    {
        lock (_lock)
        {
            if (_interrupted)
                return null;
            if (_tick.IsCancellationRequested)
            {
                _tick.Dispose();
                _tick = new CancellationTokenSource();
            }
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
