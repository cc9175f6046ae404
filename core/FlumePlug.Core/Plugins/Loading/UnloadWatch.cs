namespace FlumePlug.Core.Plugins;

/// <summary>Watches whether an unloaded plugin really goes.</summary>
public sealed class UnloadWatch
{
    private readonly WeakReference _context;
    private readonly string _folder;

    internal UnloadWatch(string pluginName, WeakReference context, string folder) =>
        (PluginName, _context, _folder) = (pluginName, context, folder);

    /// <summary>The plugin.</summary>
    public string PluginName { get; }

    /// <summary>Whether nothing of it is left in memory.</summary>
    public bool IsGone => !_context.IsAlive;

    /// <summary>Waits until the plugin is gone, some seconds at most, and removes its copy once it is.</summary>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> GoneAsync(CancellationToken cancellationToken)
    {
        // Few collections, and none that compacts: events move meanwhile.
        for (var wait = 50; wait <= 3200 && !IsGone; wait *= 2)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false, compacting: false);
            await Task.Delay(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (IsGone)
            ShadowFolder.Delete(_folder);
        return IsGone;
    }

    /// <summary>Collects garbage until the plugin is gone, a few times at most, and removes its copy once it is.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool Collect()
    {
        for (var round = 0; round < 10 && !IsGone; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        if (IsGone)
            ShadowFolder.Delete(_folder);
        return IsGone;
    }

    /// <summary>What in the plugin's code is known to keep a plugin in memory: <c>Acme.dll uses System.Threading.Timer</c>.</summary>
    public IReadOnlyList<string> Suspects => UnloadSuspects.In(_folder);
}
