using System.Reflection;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// Loads plugins when their first component is used, each from a copy into a context of its own, and unloads them. Safe for
/// concurrent calls.
/// </summary>
public sealed class PluginLoader : IDisposable
{
    private readonly Lock _one = new();
    private readonly Dictionary<Plugin, Copy> _loaded = new(ReferenceEqualityComparer.Instance);
    private ShadowFolder? _shadow;

    /// <summary>The class of a component.</summary>
    /// <exception cref="PluginException">The plugin or the class cannot be loaded.</exception>
    public Type ClassOf(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var assembly = Load(entry.Plugin);
        try
        {
            return assembly.GetType(entry.Component.ClassName, throwOnError: true)!;
        }
        catch (Exception broken) when (broken is TypeLoadException or IOException or BadImageFormatException)
        {
            throw new PluginException($"{entry} cannot be loaded: {LoadFault.Message(broken)}", broken);
        }
    }

    /// <summary>Has a plugin's own code compiled before it is used.</summary>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    internal void Ready(Plugin plugin) => ReadyCode.Of(Load(plugin));

    /// <summary>The plugins that are loaded now.</summary>
    public IReadOnlyList<Plugin> Loaded
    {
        get
        {
            lock (_one)
                return [.. _loaded.Keys];
        }
    }

    /// <summary>Unloads every plugin that is not among those that are used.</summary>
    public IReadOnlyList<UnloadWatch> UnloadExcept(IReadOnlyCollection<Plugin> used) =>
        [.. Loaded.Where(plugin => !used.Contains(plugin, ReferenceEqualityComparer.Instance)).Select(Unload).OfType<UnloadWatch>()];

    /// <summary>
    /// Unloads a plugin; its memory goes once nothing refers to its objects any more. Null when it was not loaded.
    /// </summary>
    public UnloadWatch? Unload(Plugin plugin)
    {
        lock (_one)
        {
            if (!_loaded.Remove(plugin, out var loaded))
                return null;
            loaded.Context.Unload();
            return new UnloadWatch(plugin.Name, new WeakReference(loaded.Context, trackResurrection: true), loaded.Folder);
        }
    }

    /// <summary>Unloads every plugin and removes the copies.</summary>
    public void Dispose()
    {
        foreach (var plugin in Loaded)
            Unload(plugin);
        lock (_one)
            _shadow?.Dispose();
    }

    private Assembly Load(Plugin plugin)
    {
        lock (_one)
        {
            if (!_loaded.TryGetValue(plugin, out var loaded))
                _loaded[plugin] = loaded = LoadCopy(plugin);
            return loaded.Assembly;
        }
    }

    private Copy LoadCopy(Plugin plugin)
    {
        if (plugin.UnusableReason is { } reason)
            throw new PluginException($"plugin {plugin.Name} cannot be used: {reason}");
        try
        {
            var path = (_shadow ??= new ShadowFolder()).Copy(plugin.Place);
            if (plugin.Place.Stamp != plugin.Stamp)
                throw new IOException("its files were replaced since the agent looked at them, reload the configuration");
            var context = new PluginLoadContext(plugin.Name, path);
            return new(context, context.LoadFromAssemblyPath(path), Path.GetDirectoryName(path)!);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            throw new PluginException($"plugin {plugin.Name} cannot be loaded: {LoadFault.Message(broken)}", broken);
        }
    }

    private sealed record Copy(PluginLoadContext Context, Assembly Assembly, string Folder);
}
