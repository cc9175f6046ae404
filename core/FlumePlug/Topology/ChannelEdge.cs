using FlumePlug.Core.Configuration;

namespace FlumePlug.Topology;

/// <summary>That a source puts events into a channel.</summary>
/// <param name="Optional">Whether the channel may fail without failing the put.</param>
/// <param name="When">The header value that leads there; null: every event.</param>
internal sealed record ChannelEdge(string Channel, bool Optional, string? When)
{
    private const string Optionals = "selector.optional", Mapping = "selector.mapping.", Default = "selector.default";

    /// <summary>The edges of a source, as its selector's options say; a selector that says nothing may choose any channel.</summary>
    public static IReadOnlyList<ChannelEdge> Of(SourceConfig source)
    {
        var edges = new List<ChannelEdge>();
        var header = source.Options.Text("selector.header") ?? "flume.selector.header";
        foreach (var (key, value) in source.Options)
        {
            if (key.StartsWith(Mapping, StringComparison.Ordinal))
                Add(value.Value, optional: false, $"{header}={key[Mapping.Length..]}");
            else if (key.StartsWith(Optionals + '.', StringComparison.Ordinal))
                Add(value.Value, optional: true, $"{header}={key[(Optionals.Length + 1)..]}");
            else if (key == Default)
                Add(value.Value, optional: false, "otherwise");
        }
        // A channel that is required for a value is not optional for it as well.
        edges.RemoveAll(edge => edge.Optional && edges.Contains(edge with { Optional = false }));
        if (edges.Count > 0)
            return edges;
        var optionals = Names(source.Options.Text(Optionals) ?? "");
        return [.. source.Channels.Select(channel => new ChannelEdge(channel, optionals.Contains(channel), null))];

        void Add(string channels, bool optional, string when) =>
            edges.AddRange(Names(channels).Where(source.Channels.Contains).Select(channel => new ChannelEdge(channel, optional, when)));
    }

    private static string[] Names(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
