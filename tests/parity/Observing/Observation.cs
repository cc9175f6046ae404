namespace FlumePlug.Parity.Observing;

/// <summary>What was seen, by name, in a readable and comparable text form.</summary>
public sealed class Observation() : SortedDictionary<string, string>(StringComparer.Ordinal)
{
    /// <summary>
    /// Begins what is said of a case that could not be carried out, or never came to rest. If that is Flume's doing the
    /// case is wrong, and agreement means nothing.
    /// </summary>
    public const string Undone = "undone";

    public Observation And(Observation other)
    {
        var both = new Observation();
        foreach (var (what, value) in this) both[what] = value;
        foreach (var (what, value) in other) both[what] = value;
        return both;
    }
}
