namespace FlumePlug.Parity.Observing;

/// <summary>What was seen, by name, in a readable and comparable text form.</summary>
public sealed class Observation() : SortedDictionary<string, string>(StringComparer.Ordinal)
{
    public Observation And(Observation other)
    {
        var both = new Observation();
        foreach (var (what, value) in this) both[what] = value;
        foreach (var (what, value) in other) both[what] = value;
        return both;
    }
}
