using FlumePlug.Core.Configuration;

namespace FlumePlug.Topology;

/// <summary>Draws agents as a Mermaid flowchart: channels as cylinders, sink groups as boxes, optional puts dotted.</summary>
internal static class MermaidGraph
{
    public static void Write(TextWriter output, IReadOnlyList<AgentConfig> agents)
    {
        output.WriteLine("flowchart LR");
        for (var i = 0; i < agents.Count; i++)
            WriteAgent(output, agents[i], $"a{i}");
    }

    // Names may hold anything; nodes are therefore numbered.
    private static void WriteAgent(TextWriter output, AgentConfig agent, string id)
    {
        var channels = agent.Channels.Select((channel, i) => (channel.Name, Id: $"{id}c{i}")).ToDictionary(pair => pair.Name, pair => pair.Id);
        var sinks = agent.Sinks.Select((sink, i) => (sink.Name, Id: $"{id}k{i}")).ToDictionary(pair => pair.Name, pair => pair.Id);
        output.WriteLine($"  subgraph {id}[{Text(agent.Name)}]");
        foreach (var channel in agent.Channels)
            output.WriteLine($"    {channels[channel.Name]}[({Text(channel.Name, channel.Type)})]");
        foreach (var (source, i) in agent.Sources.Select((source, i) => (source, i)))
        {
            string[] lines = [source.Name, source.Type, .. SourceInterceptors.Of(source).Select(interceptor => $"{interceptor.Name}: {interceptor.Type}")];
            output.WriteLine($"    {id}s{i}[{Text(lines)}]");
            foreach (var edge in ChannelEdge.Of(source))
                output.WriteLine($"    {id}s{i} {(edge.Optional ? "-.->" : "-->")}{(edge.When is { } when ? $"|{Text(when)}|" : "")} {channels[edge.Channel]}");
        }
        foreach (var (group, i) in agent.SinkGroups.Select((group, i) => (group, i)))
        {
            output.WriteLine($"    subgraph {id}g{i}[{Text(group.Name, group.Type)}]");
            foreach (var sink in agent.Sinks.Where(sink => group.Sinks.Contains(sink.Name)))
                output.WriteLine($"      {sinks[sink.Name]}[{Text(sink.Name, sink.Type)}]");
            output.WriteLine("    end");
        }
        foreach (var sink in agent.Sinks)
        {
            var from = channels.TryGetValue(sink.Channel, out var channel) ? channel + " --> " : "";
            output.WriteLine($"    {from}{sinks[sink.Name]}[{Text(sink.Name, sink.Type)}]");
        }
        output.WriteLine("  end");
    }

    private static string Text(params IEnumerable<string> lines) => $"\"{string.Join("<br/>", lines.Select(Escape))}\"";

    private static string Escape(string text) => text.Replace("#", "#35;").Replace("\"", "#quot;").Replace("<", "#lt;");
}
