using System.Text;

namespace FlumePlug.Sdk.Testing;

/// <summary>A copy of an event that outlives its batch.</summary>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record KeptEvent(Headers Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Copies one event.</summary>
    public static KeptEvent Of(in Event copied) => new(copied.Headers, copied.Body.ToArray());

    /// <summary>Copies every event of a batch.</summary>
    public static IReadOnlyList<KeptEvent> AllOf(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var kept = new List<KeptEvent>(batch.Count);
        foreach (ref readonly var copied in batch.Events)
            kept.Add(Of(copied));
        return kept;
    }

    /// <summary>Whether headers, in any order, and body are the same bytes.</summary>
    public bool Equals(KeptEvent? other) =>
        other is not null && Body.Span.SequenceEqual(other.Body.Span)
        && Headers.Count == other.Headers.Count && Headers.All(header => other.Headers[header.Key] == header.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Body.Length, Headers.Count, Body.IsEmpty ? 0 : Body.Span[0]);

    /// <summary>Headers and the beginning of the body, for messages.</summary>
    public override string ToString() => $"{Headers} {(Body.Length > 40 ? Text[..Math.Min(Text.Length, 40)] + "..." : Text)}";
}
