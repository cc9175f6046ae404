using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Sdk;

/// <summary>
/// An immutable map of header names to values in the order in which they were set, shared freely between events and threads.
/// </summary>
/// <remarks>Names are case-sensitive, as in Flume. Lookup is linear: events carry a handful of headers.</remarks>
public sealed class Headers : IReadOnlyList<KeyValuePair<string, string>>
{
    // One header set on others is an object of its own, so that a value of each event's own costs little; the entries in a row
    // are made when somebody first asks for them.
    private readonly Headers? _others;
    private readonly string? _name;
    private readonly string? _value;
    private KeyValuePair<string, string>[]? _entries;

    private Headers(KeyValuePair<string, string>[] entries) => _entries = entries;

    private Headers(Headers others, string name, string value) => (_others, _name, _value) = (others, name, value);

    /// <summary>No headers.</summary>
    public static Headers Empty { get; } = new([]);

    /// <summary>The number of headers.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            var headers = this;
            for (; headers._others is not null; headers = headers._others)
                count++;
            return count + headers._entries!.Length;
        }
    }

    /// <summary>The header at a position, in the order of setting.</summary>
    public KeyValuePair<string, string> this[int index] => AsSpan()[index];

    /// <summary>The value of a header, or null when it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            var headers = this;
            for (; headers._others is not null; headers = headers._others)
                if (headers._name == name)
                    return headers._value;
            foreach (ref readonly var entry in headers._entries.AsSpan())
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
    public bool Contains(string name) => this[name] is not null;

    /// <summary>Finds the value of a header.</summary>
    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value) => (value = this[name]) is not null;

    /// <summary>These headers with one set to a value; itself when it has that value already.</summary>
    public Headers With(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var before = this[name];
        if (before is null)
            return new(this, name, value);
        if (before == value)
            return this;
        KeyValuePair<string, string>[] entries = [.. AsSpan()];
        entries[IndexOf(entries, name)] = new(name, value);
        return new(entries);
    }

    /// <summary>These headers without one; itself when it is absent.</summary>
    public Headers Without(string name)
    {
        if (!Contains(name))
            return this;
        var entries = AsSpan();
        var index = IndexOf(entries, name);
        return entries.Length == 1 ? Empty : new([.. entries[..index], .. entries[(index + 1)..]]);
    }

    /// <summary>The headers as a span, for loops that must not allocate: the first call may, once for this set.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> AsSpan() => InARow();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => InARow().AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The headers in the order of setting, for messages and debuggers: <c>{a=1, b=2}</c>.</summary>
    public override string ToString() => "{" + string.Join(", ", this.Select(entry => $"{entry.Key}={entry.Value}")) + "}";

    private static int IndexOf(ReadOnlySpan<KeyValuePair<string, string>> entries, string name)
    {
        for (var i = 0; i < entries.Length; i++)
            if (entries[i].Key == name)
                return i;
        return -1;
    }

    private KeyValuePair<string, string>[] InARow() => _entries ??= PutInARow();

    private KeyValuePair<string, string>[] PutInARow()
    {
        var entries = new KeyValuePair<string, string>[Count];
        var headers = this;
        var last = entries.Length;
        for (; headers._entries is null; headers = headers._others!)
            entries[--last] = new(headers._name!, headers._value!);
        headers._entries.CopyTo(entries, 0);
        return entries;
    }
}
