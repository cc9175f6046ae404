using System.Runtime.CompilerServices;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Plugins.Tests;

/// <summary>Loads a plugin, binds and builds what it offers as far as that needs no options, lets go and unloads it.</summary>
internal static class UnloadCheck
{
    /// <summary>Null when the plugin left the memory; otherwise its name and the suspects.</summary>
    public static string? Run(ComponentCatalog catalog, Plugin plugin)
    {
        using var loader = new PluginLoader();
        Use(catalog, plugin, loader);
        var watch = loader.Unload(plugin)!;
        return watch.Collect() ? null : $"{plugin.Name} stays in memory: {string.Join("; ", watch.Suspects)}";
    }

    // Not inlined: a local of a plugin's type would keep it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(ComponentCatalog catalog, Plugin plugin, PluginLoader loader)
    {
        var factory = new ComponentFactory(catalog, loader);
        var binder = new OptionBinder(catalog, loader);
        var surroundings = new Surroundings(new ChannelNames(["c1", "c2"]), new SinkNames(["k1", "k2"]), new NoCounters());
        foreach (var component in plugin.Components)
        {
            var entry = new CatalogEntry(plugin, component);
            var bound = binder.Bind(entry, new Dictionary<string, OptionText>(), new("a1.x1", null));
            if (bound.IsUsable && Build(factory, entry, bound, surroundings) is { } built)
                (built as IDisposable)?.Dispose();
        }
        foreach (var other in loader.Loaded.Where(other => other != plugin))
            loader.Unload(other);
    }

    private static object? Build(ComponentFactory factory, CatalogEntry entry, BoundOptions bound, Surroundings surroundings)
    {
        try
        {
            return factory.Create<object>(entry, bound.Options, TestPlugins.Context(factory), surroundings);
        }
        catch (PluginException refused)
        {
            // Options that only a whole configuration can give.
            _ = refused;
            return null;
        }
    }

    private sealed class NoCounters : ICounterReader
    {
        public IReadOnlyList<ComponentCounters> Read() => [];
    }
}
