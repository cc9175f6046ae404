using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Observing;

namespace FlumePlug.Parity.Comparing;

/// <summary>Something that was seen of one agent and not, or otherwise, of the other.</summary>
public sealed record Difference(string What, string Flumes, string Ours)
{
    public const string Absent = "absent";

    public static IReadOnlyList<Difference> Between(ParityCase about, Observation flumes, Observation ours)
    {
        var whats = flumes.Keys.Union(ours.Keys).Order(StringComparer.Ordinal)
            .Where(what => !about.Ignores(what));
        var all = whats
            .Select(what => new Difference(what, flumes.GetValueOrDefault(what, Absent), ours.GetValueOrDefault(what, Absent)))
            .Where(one => one.Flumes != one.Ours || one.What.StartsWith(Observation.Undone, StringComparison.Ordinal))
            .ToList();
        // A bean that only one agent has is one difference, not one for each attribute.
        var beans = all.Where(difference => difference.What.StartsWith("bean ", StringComparison.Ordinal))
            .Select(difference => $"metric {difference.What[5..]} ").ToList();
        return [.. all.Where(difference => !beans.Any(bean => difference.What.StartsWith(bean, StringComparison.Ordinal)))];
    }

    /// <summary>Both texts from shortly before the place where they part.</summary>
    public override string ToString()
    {
        var same = 0;
        while (same < Flumes.Length && same < Ours.Length && Flumes[same] == Ours[same]) same++;
        return $"{What}\n    Flume: {Part(Flumes, same)}\n    ours:  {Part(Ours, same)}";
    }

    private static string Part(string text, int same)
    {
        var start = Math.Max(0, same - 60);
        var length = Math.Min(400, text.Length - start);
        return $"{(start > 0 ? "..." : "")}{text.AsSpan(start, length)}{(start + length < text.Length ? "..." : "")}";
    }
}
