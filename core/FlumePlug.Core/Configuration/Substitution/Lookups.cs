using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Substitution;

/// <summary>Reads one variable of a prefix: the value, or null. Throws <see cref="LookupException"/>.</summary>
internal delegate string? Lookup(string name);

/// <summary>
/// What <c>${prefix:name}</c> and <c>${name}</c> mean. As in Flume a prefix is found in any case, and a name that its
/// prefix does not know is looked up among the properties, without the prefix.
/// </summary>
internal sealed class Lookups
{
    /// <summary>The one class of Flume's that <c>-DpropertiesImplementation</c> can name.</summary>
    public const string EnvironmentProperties = "org.apache.flume.node.EnvVarResolverProperties";

    private readonly IReadOnlyDictionary<string, Lookup> _prefixes;
    private readonly IReadOnlyDictionary<string, PropertyEntry> _properties;
    private readonly Func<string, string?>? _environment;

    /// <summary>Looks names up in the complete set of properties, whatever their order.</summary>
    public Lookups(
        IReadOnlyDictionary<string, Lookup> prefixes,
        IReadOnlyDictionary<string, PropertyEntry> properties,
        ReadSettings settings)
    {
        _prefixes = prefixes;
        _properties = properties;
        if (settings.SystemProperties.GetValueOrDefault("propertiesImplementation") == EnvironmentProperties)
            _environment = settings.Environment;
    }

    /// <summary>The properties that were asked for, to tell a variable from a property nobody reads.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>The value of what stands between the braces, or null.</summary>
    /// <param name="name">With or without a prefix.</param>
    /// <param name="own">A property that must not be read, because its value is what is being looked up.</param>
    public string? Find(string name, string? own)
    {
        if (name.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
        {
            var prefix = _prefixes.GetValueOrDefault(name[..colon].ToLowerInvariant());
            name = name[(colon + 1)..];
            if (prefix?.Invoke(name) is { } value) return value;
        }
        if (name != own && _properties.TryGetValue(name, out var property))
        {
            Used.Add(name);
            return property.Value;
        }
        return name.Length == 0 ? null : _environment?.Invoke(name);
    }

    /// <summary>The nearest name to one that does not resolve.</summary>
    public string? Nearest(string expression)
    {
        var name = expression[2..^1];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Configuration.Nearest.Of(name, _properties.Keys) is { } key ? $"${{{key}}}" : null;
        if (_prefixes.ContainsKey(name[..colon].ToLowerInvariant())) return null;
        return Configuration.Nearest.Of(name[..colon], _prefixes.Keys) is { } prefix ? $"${{{prefix}{name[colon..]}}}" : null;
    }
}
