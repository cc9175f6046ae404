using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs.Trying;

/// <summary>An event that is kept.</summary>
internal sealed record TriedEvent(Headers Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public bool Equals(TriedEvent? other) => other is not null && Body.AsSpan().SequenceEqual(other.Body)
        && Headers.Count == other.Headers.Count && Headers.All(header => other.Headers[header.Key] == header.Value);

    public override int GetHashCode() => HashCode.Combine(Headers.Count, Body.Length);

    /// <summary>On one line: headers, then the body with its control characters escaped.</summary>
    public override string ToString()
    {
        var line = new StringBuilder($"{Headers} ");
        foreach (var character in Text)
        {
            if (char.IsControl(character))
                line.Append(character switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => $"\\u{(int)character:x4}" });
            else
                line.Append(character);
        }
        return line.ToString();
    }
}

/// <summary>What a script did with one event.</summary>
/// <param name="Events">What came out.</param>
/// <param name="Route">The channels that a selector's script chose; null for an interceptor's.</param>
/// <param name="Error">Why it failed; then nothing came out.</param>
internal sealed record Outcome(IReadOnlyList<TriedEvent> Events, IReadOnlyList<string>? Route = null, string? Error = null)
{
    /// <summary>What the script logged.</summary>
    public IReadOnlyList<string> Logged { get; init; } = [];

    public bool IsDropped => Error is null && (Route is null ? Events.Count == 0 : Route.Count == 0);

    public bool IsSame(Outcome other) => Error == other.Error && Events.SequenceEqual(other.Events)
        && (Route ?? []).Order(StringComparer.Ordinal).SequenceEqual((other.Route ?? []).Order(StringComparer.Ordinal));

    /// <summary>One line for each event that came out, or one for what else became of it.</summary>
    public IEnumerable<string> Lines(TriedEvent before)
    {
        if (Error is not null)
            return ["error: " + Error];
        if (IsDropped)
            return ["dropped"];
        if (Route is not null)
            return ["to " + string.Join(' ', Route)];
        return Events is [var one] && one.Equals(before) ? ["unchanged"] : Events.Select(after => after.ToString());
    }
}
