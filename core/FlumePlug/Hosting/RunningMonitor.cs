using FlumePlug.Core;
using FlumePlug.Core.Building;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hosting;

/// <summary>The monitor of a running agent. One that does not work is only warned of, as in Flume.</summary>
internal sealed class RunningMonitor(IMonitor? monitor, ILogger logger) : IAsyncDisposable
{
    public static async Task<RunningMonitor> StartAsync(Agent agent, OuterComponents components, ILogger logger)
    {
        IMonitor? monitor = null;
        try
        {
            monitor = components.BuildMonitor(agent);
            if (monitor is not null)
                await monitor.StartAsync(CancellationToken.None);
            return new(monitor, logger);
        }
        catch (Exception failure)
        {
            logger.LogWarning("Error starting monitoring. Monitoring might not be available. {Reason}", failure.Message);
            return new(monitor, logger);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (monitor is null)
            return;
        try
        {
            await monitor.StopAsync(CancellationToken.None);
            if (monitor is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            else
                (monitor as IDisposable)?.Dispose();
        }
        catch (Exception failure)
        {
            logger.LogWarning("Monitoring did not stop cleanly. {Reason}", failure.Message);
        }
    }
}
