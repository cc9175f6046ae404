using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// Drives one sink group, or one sink alone: gives its processor turns, waits for events when there are none, ticks idle
/// sinks, backs off after failures.
/// </summary>
internal sealed class SinkRunner(
    ISinkProcessor processor, IReadOnlyList<SinkTurn> members, ProblemLog problems, TimeProvider time) : IDisposable
{
    private const int TurnsBetweenYields = 64;
    private const int MostFruitlessTurns = 100;

    // Twice as often as sinks are promised, so that a timer that fires early or late keeps the promise.
    private static readonly TimeSpan WakeInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan BackOffStep = TimeSpan.FromMilliseconds(100);
    private readonly InterruptibleWait _wait = new(time, WakeInterval);
    private long _lastTick = time.GetTimestamp();
    private int _failures;
    private int _fruitless;
    private volatile bool _draining;
    private volatile bool _ending;
    private Background? _loop;

    public IReadOnlyList<SinkTurn> Members => members;

    /// <summary>The names of its sinks, in one text.</summary>
    public string Names => string.Join(", ", members.Select(member => member.Name));

    public ISinkProcessor Processor => processor;

    /// <summary>What the processor was built from; null when it was put together by hand.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Begins to deliver, in the background; does nothing when it does so already.</summary>
    public void Begin()
    {
        _ending = false;
        _wait.Resume();
        (_loop ??= new(RunAsync, time)).Begin();
    }

    /// <summary>Ends after the turn under way, which has the limit before its sink is interrupted and rolled back.</summary>
    /// <returns>Whether it ended.</returns>
    public Task<bool> EndAsync(TimeSpan limit)
    {
        _ending = true;
        return EndLoopAsync(limit);
    }

    /// <summary>Ends when the channels are empty, at the limit, or when it is hurried.</summary>
    /// <returns>Whether it ended.</returns>
    public Task<bool> EndEmptyAsync(TimeSpan limit, CancellationToken hurry)
    {
        _draining = true;
        return EndLoopAsync(limit, hurry);
    }

    private async Task<bool> EndLoopAsync(TimeSpan limit, CancellationToken hurry = default)
    {
        _wait.Interrupt();
        if (_loop is null)
            return true;
        await Background.HasEndedAsync(_loop.Work, limit, time, hurry);
        return await _loop.EndAsync(Background.UnwindLimit);
    }

    /// <summary>Runs until <see cref="Drain"/> and the channels are empty, or the token, which interrupts a sink's work, is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var turns = 0; !_ending && !cancellationToken.IsCancellationRequested; turns++)
        {
            if (turns % TurnsBetweenYields == 0)
                await Task.Yield();
            // Known before the look: what was put before the drain began must be seen by a look after it.
            var draining = _draining;
            try
            {
                if (await processor.ProcessAsync(members, cancellationToken))
                {
                    _failures = 0;
                    await TickAsync(cancellationToken);
                    continue;
                }
                _failures = 0;
                await TickAsync(cancellationToken);
                if (draining)
                    return;
                var wait = _wait.ForEventsAsync(members, cancellationToken);
                _fruitless = wait.IsCompleted ? _fruitless + 1 : 0;
                await wait;
                if (_fruitless < MostFruitlessTurns)
                    continue;
                // Events that nobody takes, such as those of a member in penalty: asking again at once would only burn the processor.
                _fruitless = 0;
                await BackOffAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // A sink that is not running has told why when it failed to start, and has nothing to drain into.
                if (_draining && members.All(member => member.Component.Running is null))
                    return;
                if (failure is SinkNotRunningException)
                    _failures = 0;
                else
                    problems.Report("Unable to deliver event.", failure);
                await BackOffAsync(cancellationToken);
            }
            await TickAsync(cancellationToken);
        }
    }

    /// <summary>Lets the runner end as soon as it finds nothing more; interrupts a wait for events or after a failure.</summary>
    public void Drain()
    {
        _draining = true;
        _wait.Interrupt();
    }

    public void Dispose() => _wait.Dispose();

    // As Flume's sink runner: a second more after each failure in a row, at most five; the beginning of a drain ends it.
    private async ValueTask BackOffAsync(CancellationToken cancellationToken)
    {
        var (began, wasDraining) = (time.GetTimestamp(), _draining);
        var length = TimeSpan.FromSeconds(Math.Min(++_failures, 5));
        while (!_ending && _draining == wasDraining && time.GetElapsedTime(began) < length)
        {
            await Task.Delay(BackOffStep, time, cancellationToken);
            await TickAsync(cancellationToken);
        }
    }

    private async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_lastTick) < TickInterval)
            return;
        _lastTick = time.GetTimestamp();
        foreach (var member in members)
        {
            try
            {
                await member.TickAsync(TickInterval, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                problems.Report($"Sink {member.Name} failed in its tick.", failure);
            }
        }
    }
}
