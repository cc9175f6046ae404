using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// One source, channel or sink of the agent through its life: built, started, and built anew with back-off when it fails,
/// without taking others down. Start and stop come from the agent, one at a time.
/// </summary>
/// <param name="label">What the log calls it: <c>source r1</c>.</param>
/// <param name="build">Makes a new instance; a throw counts as a failed start.</param>
internal sealed class HostedComponent<T>(
    string label, Func<T> build, ComponentCounters counters, ILogger logger, TimeProvider time)
    where T : class, IComponent
{
    private readonly ProblemLog _problems = new(logger, time);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _attempted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile T? _running;

    /// <summary>How long a failed start waits before the next one, as Flume's supervisor does.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a component may take to stop before it is left behind.</summary>
    public static TimeSpan StopLimit { get; } = TimeSpan.FromSeconds(5);

    public string Label => label;

    public ComponentCounters Counters => counters;

    public TimeProvider Time => time;

    /// <summary>The started instance, or null.</summary>
    public T? Running => _running;

    /// <summary>Why it does not run, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Completes with the first successful start.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes with the first start, whether it succeeded or not.</summary>
    public Task Attempted => _attempted.Task;

    /// <summary>Tries once to build and start; says whether it runs.</summary>
    public async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        T? built = null;
        try
        {
            built = build();
            await built.StartAsync(cancellationToken);
            counters.StartTime = time.GetUtcNow().ToUnixTimeMilliseconds();
            counters.StopTime = 0;
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
            await Task.Delay(RetryAfter, time, cancellationToken);
    }

    /// <summary>Says in the log, without flooding it, that it failed and will be tried again.</summary>
    public void Fail(string what, Exception failure)
    {
        Failure = failure.Message;
        _problems.Report($"{Capitalised(label)} {what} and is tried again in {RetryAfter.TotalSeconds:0} s:", failure);
    }

    /// <summary>Stops and releases the instance, if there is one, within <see cref="StopLimit"/>; never throws.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _running, null) is not { } running)
            return;
        await ReleaseAsync(running);
        counters.StopTime = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    // On a thread of its own: a component that blocks must not keep the agent from stopping the others.
    private async Task ReleaseAsync(T component)
    {
        using var limit = new CancellationTokenSource(StopLimit, time);
        try
        {
            await Task.Run(() => StopAndDisposeAsync(component, limit.Token), CancellationToken.None).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("{Component} did not stop within {Limit} s.", Capitalised(label), StopLimit.TotalSeconds);
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
            logger.LogWarning("{Component} did not stop cleanly: {Reason}", Capitalised(label), failure.Message);
        }
        try
        {
            if (component is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else
                (component as IDisposable)?.Dispose();
        }
        catch (Exception failure)
        {
            logger.LogWarning("{Component} was not disposed cleanly: {Reason}", Capitalised(label), failure.Message);
        }
    }

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
