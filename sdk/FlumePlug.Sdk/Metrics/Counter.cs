namespace FlumePlug.Sdk;

/// <summary>One number of a component. Safe for concurrent calls; count per batch, never per event.</summary>
public sealed class Counter(string name)
{
    private long _value;

    /// <summary>The name, as <c>/metrics</c> shows it.</summary>
    public string Name { get; } = name;

    /// <summary>The value now.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Adds to the value.</summary>
    public void Add(long count) => Interlocked.Add(ref _value, count);

    /// <summary>Adds one.</summary>
    public void Increment() => Interlocked.Increment(ref _value);

    /// <summary>Sets the value, for what goes up and down.</summary>
    public void Set(long value) => Interlocked.Exchange(ref _value, value);
}
