using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FlumePlug.Script;

/// <summary>
/// Names of channels: <c>"c1"</c>, <c>"c1 c2"</c> or <c>["c1", "c2"]</c>; null, empty or <see cref="None"/>: no channel.
/// </summary>
[CollectionBuilder(typeof(Channels), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "Scripts should read well.")]
public readonly struct Channels : IEnumerable<string>, IEquatable<Channels>
{
    private readonly object? _names;

    private Channels(object? names) => _names = names;

    /// <summary>No channel: the event is dropped.</summary>
    public static Channels None => default;

    /// <summary>One name, or several with white space between.</summary>
    public static implicit operator Channels(string? names) => new(names);

    /// <summary>Several names.</summary>
    public static implicit operator Channels(string[]? names) => new(names);

    /// <summary>Several names.</summary>
    public static implicit operator Channels(List<string>? names) => new(names?.ToArray());

    /// <summary>Several names.</summary>
    public static Channels Create(ReadOnlySpan<string> names) => new(names.ToArray());

    /// <summary>The one text, when it was given as one.</summary>
    internal string? OneText => _names as string;

    internal string[] Names => _names as string[]
        ?? (_names as string)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)Names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both are the same names in the same order.</summary>
    public bool Equals(Channels other) => Names.AsSpan().SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Channels other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The names with a blank between.</summary>
    public override string ToString() => string.Join(' ', Names);

    /// <summary>Whether both are the same names in the same order.</summary>
    public static bool operator ==(Channels left, Channels right) => left.Equals(right);

    /// <summary>Whether the names differ.</summary>
    public static bool operator !=(Channels left, Channels right) => !left.Equals(right);
}
