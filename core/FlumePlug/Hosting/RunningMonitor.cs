using FlumePlug.Core;
using FlumePlug.Core.Building;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hosting;

/// <summary>The monitor of a running agent. One that does not work is only warned of, as in Flume.</summary>
internal sealed class RunningMonitor(IMonitor? monitor) : IAsyncDisposable
{
    public static async Task<RunningMonitor> StartAsync(Agent agent, OuterComponents components, ILogger logger)
    {
        IMonitor? monitor = null;
        try
        {
            monitor = components.BuildMonitor(agent);
            if (monitor is not null)
                await monitor.StartAsync(CancellationToken.None);
            return new(monitor);
        }
        catch (Exception failure)
        {
            logger.LogWarning("Error starting monitoring. Monitoring might not be available. {Reason}", failure.Message);
            return new(monitor);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (monitor is null)
            return;
        await monitor.StopAsync(CancellationToken.None);
        if (monitor is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            (monitor as IDisposable)?.Dispose();
    }
}
