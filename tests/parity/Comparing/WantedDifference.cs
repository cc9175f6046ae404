namespace FlumePlug.Parity.Comparing;

/// <summary>A line of differences.tsv. In all fields but the reason <c>*</c> stands for any text.</summary>
public sealed record WantedDifference(string Case, string What, string Flumes, string Ours, string Reason)
{
    public bool Covers(string name, Difference difference) =>
        Pattern.Fits(Case, name)
        && Pattern.Fits(What, difference.What)
        && Pattern.Fits(Flumes, difference.Flumes)
        && Pattern.Fits(Ours, difference.Ours);

    public static IReadOnlyList<WantedDifference> ReadAll(string file) =>
    [
        .. File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t') switch
        {
            [var name, var what, var flumes, var ours, { Length: > 0 } reason] =>
                new WantedDifference(name, what, flumes, ours, reason),
            _ => throw new FormatException($"{file}: five fields are expected, the last not empty: {line}"),
        }),
    ];
}
