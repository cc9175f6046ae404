using FlumePlug.Sdk;

namespace FlumePlug.Script;

/// <summary>The headers of the event at hand, to read and to set.</summary>
public sealed class EventHeaders
{
    private const int Remembered = 8;
    private readonly EventScript _script;
    private readonly Change[] _changes = new Change[Remembered];
    private int _next;

    internal EventHeaders(EventScript script) => _script = script;

    /// <summary>The value of a header, or null when it is absent; setting null removes it.</summary>
    public string? this[string name]
    {
        get => _script.CurrentHeaders[name];
        set
        {
            var before = _script.CurrentHeaders;
            var after = After(before, name, value);
            if (!ReferenceEquals(before, after))
                _script.CurrentHeaders = after;
        }
    }

    /// <summary>All headers as the immutable map that events share; setting it replaces them.</summary>
    public Headers All
    {
        get => _script.CurrentHeaders;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _script.CurrentHeaders = value;
        }
    }

    /// <summary>The number of headers.</summary>
    public int Count => _script.CurrentHeaders.Count;

    /// <summary>Whether the header is there.</summary>
    public bool Contains(string name) => _script.CurrentHeaders.Contains(name);

    /// <summary>Removes a header.</summary>
    public void Remove(string name) => this[name] = null;

    /// <summary>The headers, for <c>foreach</c>.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _script.CurrentHeaders.GetEnumerator();

    /// <summary>As <c>{a=1, b=2}</c>.</summary>
    public override string ToString() => _script.CurrentHeaders.ToString();

    // Events of a batch often share their headers, and a script sets the same few values: these share the result too.
    private Headers After(Headers before, string name, string? value)
    {
        foreach (ref readonly var change in _changes.AsSpan())
            if (ReferenceEquals(change.Before, before) && ReferenceEquals(change.Value, value) && change.Name == name)
                return change.After;
        var after = value is null ? before.Without(name) : before.With(name, value);
        _changes[_next] = new Change(before, name, value, after);
        _next = (_next + 1) % Remembered;
        return after;
    }

    private readonly record struct Change(Headers Before, string Name, string? Value, Headers After);
}
