using FlumePlug.Core;
using FlumePlug.Core.Building;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hosting;

/// <summary>The monitor of a running agent. One that does not work is only warned of, as in Flume.</summary>
internal sealed class RunningMonitor(IMonitor? monitor, IReadOnlyList<Plugin> plugins, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    /// <summary>The plugins whose code it runs; it keeps them until the agent ends.</summary>
    public IReadOnlyList<Plugin> Plugins => plugins;

    public static async Task<RunningMonitor> StartAsync(Agent agent, OuterComponents components, ILogger logger)
    {
        IMonitor? monitor = null;
        IReadOnlyList<Plugin> plugins = [];
        try
        {
            monitor = components.BuildMonitor(agent, out plugins);
            if (monitor is not null)
                await monitor.StartAsync(CancellationToken.None);
            return new(monitor, plugins, logger);
        }
        catch (Exception failure)
        {
            logger.LogWarning("Error starting monitoring. Monitoring might not be available. {Reason}", failure.Message);
            return new(monitor, plugins, logger);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (monitor is null)
            return;
        try
        {
            await Task.Run(() => StopAsync(monitor)).WaitAsync(StopLimit);
        }
        catch (Exception failure)
        {
            logger.LogWarning("Monitoring did not stop cleanly. {Reason}", failure.Message);
        }
    }

    private static async Task StopAsync(IMonitor monitor)
    {
        await monitor.StopAsync(CancellationToken.None);
        if (monitor is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            (monitor as IDisposable)?.Dispose();
    }
}
