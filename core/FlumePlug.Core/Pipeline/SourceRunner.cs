using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>Drives one source: starts it, runs it, and builds it anew after a failure.</summary>
internal sealed class SourceRunner
{
    private readonly TimeProvider _time;
    private readonly Background _run;

    public SourceRunner(string name, HostedComponent<ISource> component, ChannelProcessor channels, TimeProvider time)
    {
        (Name, Component, Channels, _time) = (name, component, channels, time);
        _run = new(RunAsync, time);
    }

    public string Name { get; }

    public HostedComponent<ISource> Component { get; }

    /// <summary>The source's way into its channels.</summary>
    public ChannelProcessor Channels { get; }

    /// <summary>Starts the source, and again and again when that fails, in the background.</summary>
    public void Begin()
    {
        Component.Renew();
        _run.Begin();
    }

    /// <summary>Lets the source finish its put, acknowledge and stop; says whether it ended within the limit.</summary>
    public async Task<bool> EndAsync(TimeSpan limit)
    {
        var ended = await _run.EndAsync(limit);
        await Component.StopAsync();
        return ended;
    }

    // Until the token is cancelled, also after the source has returned: it has nothing more to bring.
    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Component.StartAsync(cancellationToken);
            try
            {
                await Component.Running!.RunAsync(Channels, cancellationToken);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Component.Fail("failed", failure);
                await Component.StopAsync();
                await Task.Delay(HostedComponent<ISource>.RetryAfter, _time, cancellationToken);
            }
        }
    }
}
