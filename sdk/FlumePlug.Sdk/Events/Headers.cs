using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Sdk;

/// <summary>
/// An immutable map of header names to values in the order in which they were set, shared freely between events and threads.
/// </summary>
/// <remarks>Names are case-sensitive, as in Flume. Lookup is linear: events carry a handful of headers.</remarks>
public sealed class Headers : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly KeyValuePair<string, string>[] _entries;

    private Headers(KeyValuePair<string, string>[] entries) => _entries = entries;

    /// <summary>No headers.</summary>
    public static Headers Empty { get; } = new([]);

    /// <summary>The number of headers.</summary>
    public int Count => _entries.Length;

    /// <summary>The header at a position, in the order of setting.</summary>
    public KeyValuePair<string, string> this[int index] => _entries[index];

    /// <summary>The value of a header, or null when it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (ref readonly var entry in _entries.AsSpan())
                if (entry.Key == name)
                    return entry.Value;
            return null;
        }
    }

    /// <summary>Headers from pairs; a later pair with the same name replaces the value of the earlier one.</summary>
    public static Headers From(params ReadOnlySpan<KeyValuePair<string, string>> pairs)
    {
        if (pairs.IsEmpty)
            return Empty;
        var entries = new KeyValuePair<string, string>[pairs.Length];
        var count = 0;
        foreach (var pair in pairs)
        {
            ArgumentNullException.ThrowIfNull(pair.Key);
            ArgumentNullException.ThrowIfNull(pair.Value);
            var index = IndexOf(entries.AsSpan(0, count), pair.Key);
            entries[index < 0 ? count++ : index] = pair;
        }
        return new(count == entries.Length ? entries : entries[..count]);
    }

    /// <summary>Headers from pairs; a later pair with the same name replaces the value of the earlier one.</summary>
    public static Headers From(IEnumerable<KeyValuePair<string, string>> pairs) => From([.. pairs]);

    /// <summary>Whether the header is there.</summary>
    public bool Contains(string name) => IndexOf(_entries, name) >= 0;

    /// <summary>Finds the value of a header.</summary>
    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value) => (value = this[name]) is not null;

    /// <summary>These headers with one set to a value; itself when it has that value already.</summary>
    public Headers With(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var index = IndexOf(_entries, name);
        if (index >= 0 && _entries[index].Value == value)
            return this;
        var entries = new KeyValuePair<string, string>[index < 0 ? _entries.Length + 1 : _entries.Length];
        _entries.CopyTo(entries, 0);
        entries[index < 0 ? ^1 : index] = new(name, value);
        return new(entries);
    }

    /// <summary>These headers without one; itself when it is absent.</summary>
    public Headers Without(string name)
    {
        var index = IndexOf(_entries, name);
        if (index < 0)
            return this;
        if (_entries.Length == 1)
            return Empty;
        var entries = new KeyValuePair<string, string>[_entries.Length - 1];
        _entries.AsSpan(0, index).CopyTo(entries);
        _entries.AsSpan(index + 1).CopyTo(entries.AsSpan(index));
        return new(entries);
    }

    /// <summary>The headers as a span, for loops that must not allocate.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> AsSpan() => _entries;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The headers in the order of setting, for messages and debuggers: <c>{a=1, b=2}</c>.</summary>
    public override string ToString() => "{" + string.Join(", ", _entries.Select(entry => $"{entry.Key}={entry.Value}")) + "}";

    private static int IndexOf(ReadOnlySpan<KeyValuePair<string, string>> entries, string name)
    {
        for (var i = 0; i < entries.Length; i++)
            if (entries[i].Key == name)
                return i;
        return -1;
    }
}
