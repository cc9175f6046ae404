using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Core.Configuration;

/// <summary>The text of one option, trimmed and with its variables replaced, and where it is written.</summary>
public sealed record OptionText(string Value, Location? Location);

/// <summary>The options of one component in the order of the file. Immutable; keys are case-sensitive, as in Flume.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Flume speaks of options.")]
public sealed class ConfigOptions : IReadOnlyDictionary<string, OptionText>
{
    private readonly OrderedDictionary<string, OptionText> _options;

    /// <summary>Keeps a copy of the options; the last of equal keys counts.</summary>
    public ConfigOptions(IEnumerable<KeyValuePair<string, OptionText>> options)
    {
        _options = new OrderedDictionary<string, OptionText>(StringComparer.Ordinal);
        foreach (var (key, value) in options) _options[key] = value;
    }

    /// <summary>No options.</summary>
    public static ConfigOptions Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _options.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _options.Keys;

    /// <inheritdoc/>
    public IEnumerable<OptionText> Values => _options.Values;

    /// <inheritdoc/>
    public OptionText this[string key] => _options[key];

    /// <summary>The text of an option, or null when it is not set.</summary>
    public string? Text(string key) => _options.TryGetValue(key, out var value) ? value.Value : null;

    /// <summary>
    /// The options below a prefix that ends with a dot, with the prefix cut off; Flume's <c>getSubProperties</c>.
    /// </summary>
    public ConfigOptions Under(string prefix) => new(
        _options.Where(option => option.Key.Length > prefix.Length && option.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(option => KeyValuePair.Create(option.Key[prefix.Length..], option.Value)));

    /// <summary>True when the same keys have the same texts, wherever and in whatever order they are written.</summary>
    public bool SameTexts(ConfigOptions other) =>
        Count == other.Count && _options.All(option => other.Text(option.Key) == option.Value.Value);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _options.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out OptionText value) => _options.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, OptionText>> GetEnumerator() => _options.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
