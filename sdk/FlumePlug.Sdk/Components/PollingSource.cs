using System.Runtime.CompilerServices;

namespace FlumePlug.Sdk;

/// <summary>What every polling source of Flume can be told about its waits.</summary>
public abstract class PollingOptions
{
    /// <summary>Sleep added for each poll in a row that found nothing.</summary>
    [Option("backoffSleepIncrement", Default = 1000L, Unit = "ms", Summary = "Sleep added for each poll in a row that found nothing.")]
    public long BackoffSleepIncrement { get; init; }

    /// <summary>The longest sleep between polls.</summary>
    [Option("maxBackoffSleep", Default = 5000L, Unit = "ms", Summary = "The longest sleep between polls.")]
    public long MaxBackoffSleep { get; init; }
}

/// <summary>
/// A source that is asked for events again and again, with Flume's waits (PollableSourceRunner): a poll that finds nothing or is
/// refused sleeps a little longer each time.
/// </summary>
public abstract class PollingSource(PollingOptions options, ComponentContext context) : ISource
{
    /// <summary>Collects and puts some events.</summary>
    /// <returns>False: there was nothing, back off.</returns>
    protected abstract ValueTask<bool> PollAsync(IChannelProcessor channels, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var idlePolls = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TryPollAsync(channels, cancellationToken))
            {
                idlePolls = 0;
                continue;
            }
            idlePolls++;
            await SleepAsync(Math.Min(idlePolls * options.BackoffSleepIncrement, options.MaxBackoffSleep), cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TryPollAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        try
        {
            return await PollAsync(channels, cancellationToken);
        }
        catch (ChannelException refused)
        {
            context.Problems.Report("Unable to deliver event.", refused);
            return false;
        }
    }

    // A negative sleep is the longest one, as in Flume; none at all would cost a core.
    private Task SleepAsync(long milliseconds, CancellationToken cancellationToken) => Task.Delay(
        Waits.OfMilliseconds(Math.Max(milliseconds < 0 ? options.MaxBackoffSleep : milliseconds, 1)), context.Time, cancellationToken);
}
