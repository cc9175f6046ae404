using FlumePlug.Core.Configuration;

namespace FlumePlug.Topology;

/// <summary>Draws agents as text: one line per source, and one per channel and sink that drains it.</summary>
internal static class TextGraph
{
    public static void Write(TextWriter output, IEnumerable<AgentConfig> agents)
    {
        foreach (var agent in agents)
        {
            output.WriteLine($"agent {agent.Name}");
            foreach (var source in agent.Sources)
                output.WriteLine($"  source {source.Name} ({source.Type}) {Interceptors(source)}-> {Edges(source)}");
            foreach (var channel in agent.Channels)
                WriteChannel(output, agent, channel);
        }
    }

    private static void WriteChannel(TextWriter output, AgentConfig agent, ComponentConfig channel)
    {
        SinkConfig[] sinks = [.. agent.Sinks.Where(sink => sink.Channel == channel.Name)];
        if (sinks.Length == 0)
            output.WriteLine($"  channel {channel.Name} ({channel.Type})");
        foreach (var sink in sinks)
            output.WriteLine($"  channel {channel.Name} ({channel.Type}) -> sink {sink.Name} ({sink.Type}){Group(agent, sink)}");
    }

    private static string Interceptors(SourceConfig source) => string.Concat(
        SourceInterceptors.Of(source).Select(interceptor => $"-> {interceptor.Name} ({interceptor.Type}) "));

    // c1, c2 (optional); state=CZ: c1; otherwise: c2
    private static string Edges(SourceConfig source) => string.Join("; ", ChannelEdge.Of(source).GroupBy(edge => edge.When)
        .Select(when => (when.Key is null ? "" : when.Key + ": ")
            + string.Join(", ", when.Select(edge => edge.Optional ? $"{edge.Channel} (optional)" : edge.Channel))));

    private static string Group(AgentConfig agent, SinkConfig sink) =>
        agent.SinkGroups.FirstOrDefault(group => group.Sinks.Contains(sink.Name)) is { } group
            ? $", in group {group.Name} ({group.Type})" : "";
}
