using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Plugins;

/// <summary>Says why no plugin offers a type, as precisely as can be known.</summary>
internal static class UnknownType
{
    private const string FlumeSpace = "org.apache.flume.";

    /// <summary>A type that no plugin offers under any kind.</summary>
    public static CatalogAnswer ExplainAny(ComponentCatalog catalog, string type)
    {
        foreach (var kind in ComponentKinds.All)
            if (FlumeComponents.Find(kind, type) is not null)
                return Explain(catalog, kind, type);
        var nearest = Nearest.Of(type, ComponentKinds.All.SelectMany(kind => Names(catalog, kind, TypeNames.IsClass(type))));
        return new(null, $"unknown type '{type}'", nearest);
    }

    /// <summary>A type that no plugin offers under a kind.</summary>
    public static CatalogAnswer Explain(ComponentCatalog catalog, ComponentKind kind, string type)
    {
        if (FlumeComponents.Find(kind, type) is { } flumes)
            return new(null, flumes.IsRemoved
                ? $"'{type}' is Flume's {flumes.ClassName}, which Flume has removed; FlumePlug does not have it"
                : $"'{type}' is Flume's {flumes.ClassName}; FlumePlug does not have it yet");
        if (OtherKinds(catalog, kind, type) is { Count: > 0 } others)
            return new(null, $"'{type}' is a {string.Join(" and a ", others)}, not a {kind.Word()}");
        var nearest = Nearest.Of(type, Names(catalog, kind, TypeNames.IsClass(type)));
        if (!TypeNames.IsClass(type) || nearest is not null)
            return new(null, $"unknown {kind.Word()} type '{type}'", nearest);
        return type.StartsWith(FlumeSpace, StringComparison.OrdinalIgnoreCase)
            ? new(null, $"Flume has no {kind.Word()} '{type}'")
            : new(null, $"'{type}' is a third-party Java class, which cannot run here", "write it as a plugin: docs/writing-plugins.md");
    }

    private static List<string> OtherKinds(ComponentCatalog catalog, ComponentKind kind, string type) =>
    [
        .. ComponentKinds.All
            .Where(other => other != kind && (catalog.Named(other, type).Count > 0 || FlumeComponents.Find(other, type) is not null))
            .Select(other => other.Word()),
    ];

    private static IEnumerable<string> Names(ComponentCatalog catalog, ComponentKind kind, bool classes)
    {
        var own = catalog.Entries.Select(entry => entry.Component).Where(component => component.Kind == kind)
            .SelectMany(component => component.Aliases.Append(component.Type).Append(component.ClassName));
        var flumes = FlumeComponents.All.Where(row => row.Kind == kind.Key())
            .SelectMany(row => new[] { row.Alias, row.ClassName });
        return own.Concat(flumes).Where(name => TypeNames.IsClass(name) == classes).Distinct();
    }
}
