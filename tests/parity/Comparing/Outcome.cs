namespace FlumePlug.Parity.Comparing;

/// <summary>How a case went: what differs that nobody asked for, and which wanted differences it showed.</summary>
public sealed record Outcome(IReadOnlyList<Difference> Unwanted, IReadOnlySet<WantedDifference> Shown);
