using FlumePlug.Script.Verbs.Trying;

namespace FlumePlug.Script.Verbs.Cases;

/// <summary>Events, and what is to become of them.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="Setting">How the script is run; each case has a script of its own.</param>
/// <param name="In">The events, one after the other.</param>
internal sealed record ScriptCase(string Name, TrySetting Setting, IReadOnlyList<TriedEvent> In)
{
    /// <summary>What comes out in all; empty: the events are dropped; null: not asked.</summary>
    public IReadOnlyList<ExpectedEvent>? Out { get; init; }

    /// <summary>The channels of every event, in any order; null: not asked.</summary>
    public IReadOnlyList<string>? Route { get; init; }

    /// <summary>A part of the error at which every event fails; null: none may.</summary>
    public string? Error { get; init; }

    /// <summary>Counters that the script keeps, after the last event.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();
}
