namespace FlumePlug.Core.Plugins;

/// <summary>A component and the plugin that offers it.</summary>
public sealed record CatalogEntry(Plugin Plugin, ComponentDescription Component)
{
    /// <summary>How messages name it: <c>sink 'acme' of plugin Acme</c>.</summary>
    public override string ToString() => $"{Component.Kind.Word()} '{Component.Type}' of plugin {Plugin.Name}";
}

/// <summary>What a type means: an entry, or why there is none.</summary>
/// <param name="Entry">The component; null when there is an error.</param>
/// <param name="Error">What is wrong, in one line.</param>
/// <param name="Suggestion">The nearest right name, or what to do.</param>
public sealed record CatalogAnswer(CatalogEntry? Entry, string? Error = null, string? Suggestion = null);

/// <summary>Every component of every plugin, found by kind and type. Immutable.</summary>
public sealed class ComponentCatalog
{
    private readonly Dictionary<string, List<CatalogEntry>> _byName = new(StringComparer.Ordinal);

    /// <summary>A catalog of plugins.</summary>
    public ComponentCatalog(IEnumerable<Plugin> plugins)
    {
        Plugins = [.. plugins];
        foreach (var plugin in Plugins)
            foreach (var component in plugin.Components)
                Add(new(plugin, component));
    }

    /// <summary>Looks at one plugin; nothing of it is loaded.</summary>
    public static Plugin Look(PluginPlace place) => PluginReader.Read(place);

    /// <summary>Looks at every plugin in the plugins directories; nothing of them is loaded.</summary>
    public static ComponentCatalog Scan(IEnumerable<string> pluginsDirectories) => Scan(pluginsDirectories, [], []);

    /// <summary>
    /// Looks again. A plugin whose files are as they were is the same object; one that runs and whose folder is gone, or cannot
    /// be used as it is now, stays as it is, and a problem says so.
    /// </summary>
    /// <param name="pluginsDirectories">Where to look.</param>
    /// <param name="known">The plugins found the last time.</param>
    /// <param name="running">Those of them whose code runs.</param>
    public static ComponentCatalog Scan(
        IEnumerable<string> pluginsDirectories, IReadOnlyCollection<Plugin> known, IReadOnlyCollection<Plugin> running)
    {
        var plugins = new List<Plugin>();
        var problems = new List<string>();
        foreach (var directory in pluginsDirectories)
        {
            if (directory == PluginFolders.BesideTheExecutable && !Directory.Exists(directory))
                continue;
            try
            {
                foreach (var place in PluginFolders.In(directory))
                    plugins.Add(known.FirstOrDefault(plugin => plugin.Place == place && plugin.Stamp == place.Stamp) ?? PluginReader.Read(place));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                problems.Add($"plugins directory {directory} cannot be read: {unreadable.Message}");
            }
        }
        foreach (var plugin in running.Where(plugin => known.Contains(plugin, ReferenceEqualityComparer.Instance)))
            KeepRunning(plugin, plugins, problems);
        return new(plugins) { Problems = problems };
    }

    private static void KeepRunning(Plugin running, List<Plugin> found, List<string> problems)
    {
        var now = found.Find(plugin => plugin.Place.Directory == running.Place.Directory && plugin.Name == running.Name);
        // A folder that was renamed is not gone.
        var moved = now is null && found.Exists(plugin => plugin.Components.Any(
            component => running.Components.Any(old => old.Kind == component.Kind && old.ClassName == component.ClassName)));
        if (moved || (now is not null && (now.UnusableReason is null || ReferenceEquals(now, running))))
            return;
        problems.Add($"plugin {running.Name} goes on as it was: "
            + (now is null ? $"{running.Place.Directory} is gone" : $"what it was replaced with cannot be used: {now.UnusableReason}"));
        found.RemoveAll(plugin => ReferenceEquals(plugin, now));
        found.Add(running);
    }

    /// <summary>Every plugin, unusable ones included.</summary>
    public IReadOnlyList<Plugin> Plugins { get; }

    /// <summary>Plugins directories that could not be read.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Every component that can be used, by kind and type.</summary>
    public IEnumerable<CatalogEntry> Entries => Plugins
        .SelectMany(plugin => plugin.Components, (plugin, component) => new CatalogEntry(plugin, component))
        .Where(entry => UnusableReason(entry) is null)
        .OrderBy(entry => entry.Component.Kind).ThenBy(entry => entry.Component.Type, StringComparer.Ordinal);

    /// <summary>
    /// The component that a configuration means: by type or alias in any case, by Flume's Java class also in the forms
    /// <c>Outer$Inner</c> and <c>Class$Builder</c>, or by the full name of its .NET class.
    /// </summary>
    public CatalogAnswer Find(ComponentKind kind, string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var named = Named(kind, type);
        var chosen = named.FindAll(entry => entry.Component.ClassName == type.Trim());
        if (chosen.Count > 0)
            named = chosen;
        var usable = named.FindAll(entry => UnusableReason(entry) is null);
        return usable.Count switch
        {
            1 => new(usable[0]),
            > 1 => Ambiguous(type, usable),
            _ => named.Count == 0 ? UnknownType.Explain(this, kind, type.Trim())
                : new(null, $"{named[0]} cannot be used: {UnusableReason(named[0])}"),
        };
    }

    /// <summary>What a type means under every kind that knows it; for an unknown one a single answer that says so.</summary>
    public IReadOnlyList<CatalogAnswer> FindAll(string type)
    {
        var answers = ComponentKinds.All.Where(kind => Named(kind, type).Count > 0).Select(kind => Find(kind, type)).ToList();
        return answers.Count > 0 ? answers : [UnknownType.ExplainAny(this, type)];
    }

    /// <summary>Every component of a kind that has this name, unusable ones included.</summary>
    internal List<CatalogEntry> Named(ComponentKind kind, string type) =>
        _byName.TryGetValue(NameKey(kind, type), out var named) ? named : [];

    private static string NameKey(ComponentKind kind, string type) => kind.Key() + " " + TypeNames.Key(type);

    private static string? UnusableReason(CatalogEntry entry) => entry.Plugin.UnusableReason ?? entry.Component.UnusableReason;

    private static CatalogAnswer Ambiguous(string type, List<CatalogEntry> offers)
    {
        var plugins = string.Join(" and ", offers.Select(offer => $"{offer.Plugin.Name} ({offer.Plugin.Place.Directory})"));
        var classes = offers.Select(offer => offer.Component.ClassName).Distinct().ToList();
        var choice = classes.Count == offers.Count
            ? $"write the class that you mean: {string.Join(" or ", classes)}"
            : "remove all but one of them";
        return new(null, $"type '{type}' is offered by the plugins {plugins}", choice);
    }

    private void Add(CatalogEntry entry)
    {
        var component = entry.Component;
        foreach (var name in component.Aliases.Append(component.Type).Append(component.ClassName))
        {
            var key = NameKey(component.Kind, name);
            if (!_byName.TryGetValue(key, out var entries))
                _byName[key] = entries = [];
            if (!entries.Contains(entry))
                entries.Add(entry);
        }
    }
}
