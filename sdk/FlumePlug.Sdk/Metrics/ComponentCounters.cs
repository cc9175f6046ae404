using System.Collections.Concurrent;

namespace FlumePlug.Sdk;

/// <summary>The counters of one component, by name. Safe for concurrent calls; look a counter up once and keep it.</summary>
/// <param name="kind">SOURCE, CHANNEL or SINK, as in Flume's <c>/metrics</c>.</param>
/// <param name="name">The component's name.</param>
/// <param name="type">The component's type, such as netcat.</param>
public sealed class ComponentCounters(string kind, string name, string type)
{
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>SOURCE, CHANNEL or SINK.</summary>
    public string Kind { get; } = kind;

    /// <summary>The component's name.</summary>
    public string Name { get; } = name;

    /// <summary>The component's type.</summary>
    public string Type { get; } = type;

    /// <summary>When the component started, in milliseconds since 1970; 0 before.</summary>
    public long StartTime { get; set; }

    /// <summary>When it stopped, in milliseconds since 1970; 0 while it runs.</summary>
    public long StopTime { get; set; }

    /// <summary>The counter of a name; made with the first look.</summary>
    public Counter this[string counter] => _counters.GetOrAdd(counter, static made => new Counter(made));

    /// <summary>Every counter there is, by name.</summary>
    public IReadOnlyList<Counter> All => [.. _counters.Values.OrderBy(counter => counter.Name, StringComparer.Ordinal)];
}
