using FlumePlug.Parity.Observing;

namespace FlumePlug.Parity.Comparing;

/// <summary>How a case went: what differs that nobody asked for, and which wanted differences it showed.</summary>
public sealed record Outcome(string Case, Observation Flumes, Observation Ours, IReadOnlyList<Difference> Unwanted, IReadOnlySet<WantedDifference> Shown);
