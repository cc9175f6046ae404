using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// One source, channel or sink of the agent through its life: built, started, and built anew with back-off when it fails,
/// without taking others down. Begin and stop come from the agent, one at a time.
/// </summary>
internal sealed class HostedComponent<T>
    where T : class, IComponent
{
    private readonly string _label;
    private readonly Func<T> _build;
    private readonly ComponentCounters _counters;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ProblemLog _problems;
    private readonly Background _start;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _attempted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile T? _running;

    /// <param name="label">What the log calls it: <c>source r1</c>.</param>
    /// <param name="build">Makes a new instance; a throw counts as a failed start.</param>
    public HostedComponent(string label, Func<T> build, ComponentCounters counters, ILogger logger, TimeProvider time)
    {
        (_label, _build, _counters, _logger, _time) = (label, build, counters, logger, time);
        _problems = new(logger, time);
        _start = new(StartAsync, time);
    }

    /// <summary>How long a failed start waits before the next one, as Flume's supervisor does.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a component may take to stop before it is left behind.</summary>
    public static TimeSpan StopLimit { get; } = TimeSpan.FromSeconds(5);

    public string Label => _label;

    public ComponentCounters Counters => _counters;

    public TimeProvider Time => _time;

    /// <summary>What it was built from; null when it was put together by hand.</summary>
    public Origin? Origin { get; init; }

    /// <summary>The started instance, or null.</summary>
    public T? Running => _running;

    /// <summary>Why it does not run, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Completes with the first successful start.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes with the first start since it was begun, whether it succeeded or not.</summary>
    public Task Attempted => _attempted.Task;

    /// <summary>Starts it in the background, again and again until it runs; does nothing when it runs.</summary>
    public void Begin()
    {
        if (_running is not null)
            return;
        Renew();
        _start.Begin();
    }

    /// <summary>Forgets earlier attempts to start.</summary>
    public void Renew()
    {
        if (_running is null && _attempted.Task.IsCompleted)
            _attempted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Tries once to build and start; says whether it runs.</summary>
    public async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        T? built = null;
        try
        {
            built = _build();
            await built.StartAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            _counters.StartTime = _time.GetUtcNow().ToUnixTimeMilliseconds();
            _counters.StopTime = 0;
            Failure = null;
            _running = built;
            _started.TrySetResult();
            return true;
        }
        catch (Exception failure)
        {
            if (built is not null)
                await ReleaseAsync(built);
            cancellationToken.ThrowIfCancellationRequested();
            Fail("could not be started", failure);
            return false;
        }
        finally
        {
            _attempted.TrySetResult();
        }
    }

    /// <summary>Tries until it runs or the token is cancelled.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (!await TryStartAsync(cancellationToken))
            await Task.Delay(RetryAfter, _time, cancellationToken);
    }

    /// <summary>Says in the log, without flooding it, that it failed and will be tried again.</summary>
    public void Fail(string what, Exception failure)
    {
        Failure = failure.Message;
        _problems.Report($"{Capitalised(_label)} {what} and is tried again in {RetryAfter.TotalSeconds:0} s:", failure);
    }

    /// <summary>Asks the instance for what the host can do without: a throw is reported and gives the fallback.</summary>
    public TAnswer Ask<TAnswer>(Func<T, TAnswer> question, TAnswer fallback, string what)
    {
        try
        {
            return _running is { } running ? question(running) : fallback;
        }
        catch (Exception failure)
        {
            _problems.Report($"{Capitalised(_label)} failed {what}:", failure);
            return fallback;
        }
    }

    /// <summary>Stops and releases the instance, if there is one, within <see cref="StopLimit"/>; never throws.</summary>
    public async Task StopAsync()
    {
        await _start.EndAsync(Background.UnwindLimit);
        if (Interlocked.Exchange(ref _running, null) is not { } running)
            return;
        await ReleaseAsync(running);
        _counters.StopTime = _time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    // On a thread of its own: a component that blocks must not keep the agent from stopping the others.
    private async Task ReleaseAsync(T component)
    {
        using var limit = new CancellationTokenSource(StopLimit, _time);
        try
        {
            await Task.Run(() => StopAndDisposeAsync(component, limit.Token), CancellationToken.None).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _logger.LogWarning("{Component} did not stop within {Limit} s.", Capitalised(_label), StopLimit.TotalSeconds);
        }
    }

    private async Task StopAndDisposeAsync(T component, CancellationToken cancellationToken)
    {
        try
        {
            await component.StopAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            _logger.LogWarning("{Component} did not stop cleanly: {Reason}", Capitalised(_label), failure.Message);
        }
        try
        {
            await Release.AsyncOf(component);
        }
        catch (Exception failure)
        {
            _logger.LogWarning("{Component} was not disposed cleanly: {Reason}", Capitalised(_label), failure.Message);
        }
    }

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
