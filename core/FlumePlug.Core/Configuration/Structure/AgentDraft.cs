using FlumePlug.Core.Configuration.Substitution;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>What is written about one agent, sorted by kind and name, before anything is checked.</summary>
internal sealed class AgentDraft(string name, Location location)
{
    private readonly Dictionary<ConfigKind, ListDraft> _lists = [];

    private readonly Dictionary<ConfigKind, OrderedDictionary<string, ComponentDraft>> _components =
        Enum.GetValues<ConfigKind>().ToDictionary(
            kind => kind, _ => new OrderedDictionary<string, ComponentDraft>(StringComparer.Ordinal));

    public string Name => name;

    public Location Location => location;

    /// <summary>The name list of a kind, or null when there is none.</summary>
    public ListDraft? List(ConfigKind kind) => _lists.GetValueOrDefault(kind);

    /// <summary>All components of a kind with properties, listed or not.</summary>
    public IReadOnlyDictionary<string, ComponentDraft> Components(ConfigKind kind) => _components[kind];

    /// <summary>Takes a name list; false when the kind has one already.</summary>
    public bool TryAddList(ConfigKind kind, ResolvedProperty property) =>
        _lists.TryAdd(kind, new ListDraft(JavaText.Trim(property.Value), property));

    /// <summary>Takes <c>sources.r1.type</c>; false when the key is none of a component.</summary>
    public bool TryAddOption(string key, ResolvedProperty property)
    {
        if (Split(key) is not var (kind, component, option)) return false;
        var ofKind = _components[kind];
        if (!ofKind.TryGetValue(component, out var draft))
            ofKind[component] = draft = new ComponentDraft(name, kind, component, property.Written.Location);
        draft.Set(option, property);
        return true;
    }

    /// <summary>Flume looks for the dot after the name from the name's second character on.</summary>
    private static (ConfigKind Kind, string Name, string Option)? Split(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || ConfigKindSpelling.OfSection(key.AsSpan(0, dot)) is not { } kind || dot + 2 > key.Length) return null;
        var end = key.IndexOf('.', dot + 2);
        return end < 0 || end + 1 == key.Length ? null : (kind, JavaText.Trim(key[(dot + 1)..end]), key[(end + 1)..]);
    }
}

/// <summary>A list of names, such as <c>a1.sources</c>.</summary>
internal sealed record ListDraft(string Text, ResolvedProperty Property)
{
    public Location Location => Property.Written.Location;
}

/// <summary>What is written about one component.</summary>
internal sealed class ComponentDraft(string agent, ConfigKind kind, string name, Location location)
{
    private readonly OrderedDictionary<string, OptionText> _options = new(StringComparer.Ordinal);
    private readonly List<(string Option, ResolvedProperty Property)> _unresolved = [];

    public ConfigKind Kind => kind;

    public string Name => name;

    public Location Location => location;

    /// <summary>The name in problems.</summary>
    public string Path => $"{agent}.{kind.Section()}.{name}";

    /// <summary>The text of an option; null when it is missing or empty.</summary>
    public string? Text(string option) => _options.TryGetValue(option, out var text) && text.Value.Length > 0 ? text.Value : null;

    public Location At(string option) => _options.TryGetValue(option, out var text) ? text.Location ?? location : location;

    public IEnumerable<string> OptionNames => _options.Keys;

    public ConfigOptions Options => new(_options);

    public void Set(string option, ResolvedProperty property)
    {
        _options[option] = new OptionText(JavaText.Trim(property.Value), property.Written.Location);
        if (property.Unresolved.Count > 0) _unresolved.Add((option, property));
    }

    /// <summary>Replaces every text, as a config filter does.</summary>
    public void Rewrite(Func<string, OptionText, string> rewrite)
    {
        foreach (var (option, text) in _options.ToArray()) _options[option] = text with { Value = rewrite(option, text) };
    }

    /// <summary>What stays verbatim in the values as they are now.</summary>
    public IEnumerable<(Location At, Unresolved Part)> StillUnresolved() =>
        from entry in _unresolved
        from part in entry.Property.Unresolved
        where _options[entry.Option].Value.Contains(part.Expression, StringComparison.Ordinal)
        select (entry.Property.Written.Location, part);
}
