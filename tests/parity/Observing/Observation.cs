namespace FlumePlug.Parity.Observing;

/// <summary>What was seen, by name, in a readable and comparable text form.</summary>
public sealed class Observation() : SortedDictionary<string, string>(StringComparer.Ordinal)
{
    /// <summary>Marks what was seen while the case was still changing: never equal to anything.</summary>
    public const string Restless = "restless";

    public Observation And(Observation other)
    {
        var both = new Observation();
        foreach (var (what, value) in this) both[what] = value;
        foreach (var (what, value) in other) both[what] = value;
        return both;
    }
}
