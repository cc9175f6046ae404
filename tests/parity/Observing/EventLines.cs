namespace FlumePlug.Parity.Observing;

/// <summary>Lines of header_and_text whose order, and whose headers' order, is chance: Java's depends on how a map came to be.</summary>
public static class EventLines
{
    public static string Sorted(string text) => string.Join('\n', text.Split('\n').Select(WithSortedHeaders).Order(StringComparer.Ordinal));

    private static string WithSortedHeaders(string line)
    {
        var end = line.IndexOf("} ", StringComparison.Ordinal);
        return line.StartsWith('{') && end > 0
            ? $"{{{string.Join(", ", line[1..end].Split(", ").Order(StringComparer.Ordinal))}{line[end..]}" : line;
    }
}
