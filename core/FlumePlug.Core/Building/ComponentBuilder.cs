using FlumePlug.Core.Configuration;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Building;

/// <summary>A component that was found, bound and built once, so that whatever its constructor refuses is known.</summary>
/// <param name="Origin">What it was built from.</param>
/// <param name="IsKept">One that runs was built from the same: there is no new one.</param>
/// <param name="Context">What it was given.</param>
/// <param name="Build">The instance built first, then new ones.</param>
internal sealed record BuiltComponent<T>(Origin Origin, bool IsKept, HostContext Context, Func<T> Build)
    where T : class
{
    public ComponentDescription Description => Origin.Entry.Component;

    /// <summary>The value of its option marked as the batch size.</summary>
    public int? BatchSize => Origin.Bound.BatchSize;
}

/// <summary>Builds single components of one agent: catalog, binder, constructor; what goes wrong joins the problems.</summary>
internal sealed class ComponentBuilder(
    string agent, ComponentCatalog catalog, OptionBinder binder, ComponentFactory factory, BuildSettings settings,
    ConfigProblems problems)
{
    /// <summary>Whether a type means the class that something was built from, of whatever build of its plugin.</summary>
    public bool IsOfClass(ComponentKind kind, string type, Origin origin) =>
        catalog.Named(kind, type).Exists(named => named.Component.ClassName == origin.Entry.Component.ClassName);

    /// <summary>Builds a component, or says what is wrong and returns null.</summary>
    /// <param name="label">What logs call it: <c>source r1</c>.</param>
    /// <param name="counters">Its counters; those of its owner when it has none of its own.</param>
    /// <param name="surroundings">What its constructor may take besides options and context.</param>
    /// <param name="running">What those that run and could be kept were built from.</param>
    public BuiltComponent<T>? Build<T>(
        ComponentKind kind, string label, ComponentPlace place, string type, IReadOnlyDictionary<string, OptionText> texts,
        ComponentCounters counters, Surroundings? surroundings = null, params IEnumerable<Origin?> running)
        where T : class
    {
        var answer = catalog.Find(kind, type);
        if (answer.Entry is not { } entry)
        {
            problems.Error(place.TypeLocation, place.Path, answer.Error!, answer.Suggestion);
            return null;
        }
        var strict = settings.Mode == ReadMode.Strict;
        var bound = binder.Bind(entry, texts, new BindSettings(place.Path, place.Location, strict, strict && place.IsYaml));
        foreach (var problem in bound.Problems)
            problems.Add(problem);
        if (!bound.IsUsable)
            return null;
        var logger = new ConstructionLogger(settings.Loggers.CreateLogger(label), Warn);
        var context = new HostContext(new(agent, settings.Time, place.Directory, settings.Properties, strict),
            logger, counters, factory);
        var origin = new Origin(entry, Origin.Own(kind, texts), bound, surroundings?.Names ?? "");
        if (running.Any(origin.IsSame))
        {
            logger.Constructed();
            return new(origin, IsKept: true, context, () => factory.Create<T>(entry, bound.Options, context, surroundings));
        }
        try
        {
            T? first = factory.Create<T>(entry, bound.Options, context, surroundings);
            return new(origin, IsKept: false, context,
                () => Interlocked.Exchange(ref first, null) ?? factory.Create<T>(entry, bound.Options, context, surroundings));
        }
        catch (Exception refused) when (refused is PluginException or ConfigurationException)
        {
            Refuse(refused);
            return null;
        }
        finally
        {
            logger.Constructed();
        }

        // At the option that it names, if it names one.
        void Warn(string warning)
        {
            var named = texts.Keys.Where(key => warning.Contains(key, StringComparison.Ordinal)).MaxBy(key => key.Length);
            problems.Warning(named is null ? place.Location : texts[named].Location, place.Path, warning);
        }

        void Refuse(Exception refused)
        {
            var errors = (refused as ConfigurationException ?? refused.InnerException as ConfigurationException)?.Errors ?? [];
            foreach (var error in errors)
                problems.Error(error.PlaceIn(texts) ?? place.Location, place.Path, error.Text());
            if (errors.Count == 0)
                problems.Error(place.Location, place.Path, refused.Message);
        }
    }
}

/// <summary>Where a component stands in the configuration.</summary>
/// <param name="Path">As users write it: <c>a1.sources.r1.interceptors.i1</c>.</param>
internal sealed record ComponentPlace(string Path, Location Location, Location? TypeLocation)
{
    public bool IsYaml => Path.Length > 0 && Location.File is { } file
        && (file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase));

    public string Directory => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Location.File)) ?? "/";

    public static ComponentPlace Of(ComponentConfig config) => new(config.Path, config.Location, config.LocationOf("type"));

    /// <summary>The place of a part such as <c>interceptors.i1</c>.</summary>
    public static ComponentPlace Of(ComponentConfig config, string part)
    {
        var type = config.Options.TryGetValue(part + ".type", out var text) ? text.Location : null;
        var first = config.Options.Where(option => option.Key.StartsWith(part + '.', StringComparison.Ordinal))
            .Select(option => option.Value.Location).FirstOrDefault();
        return new(config.Path + "." + part, type ?? first ?? config.LocationOf(part.Split('.')[0])!, type);
    }
}
