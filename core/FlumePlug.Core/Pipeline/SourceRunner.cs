using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>Drives one source: starts it, runs it, and builds it anew after a failure.</summary>
internal sealed class SourceRunner(string name, HostedComponent<ISource> component, IChannelProcessor channels, TimeProvider time)
{
    public string Name { get; } = name;

    public HostedComponent<ISource> Component { get; } = component;

    /// <summary>Runs until the token is cancelled, also after the source has returned: it has nothing more to bring.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Component.StartAsync(cancellationToken);
            try
            {
                await Component.Running!.RunAsync(channels, cancellationToken);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Component.Fail("failed", failure);
                await Component.StopAsync();
                await Task.Delay(HostedComponent<ISource>.RetryAfter, time, cancellationToken);
            }
        }
    }
}
