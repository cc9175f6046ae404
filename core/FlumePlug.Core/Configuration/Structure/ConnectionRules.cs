using System.Collections.Immutable;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>Sources and sinks are connected to channels that exist, and every channel to one of them.</summary>
/// <param name="agent">Names the agent.</param>
/// <param name="channels">The channels to connect to: strict the listed ones, lenient those that survived.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class ConnectionRules(AgentDraft agent, ImmutableArray<string> channels, Findings findings)
{
    /// <summary>The sources with those of their channels that exist; lenient without the sources that have none.</summary>
    public ImmutableArray<SourceConfig> Sources(ImmutableArray<ComponentConfig> sources) =>
    [
        .. from source in sources
           let connected = ChannelsOf(source)
           where connected is not [] || findings.Strict
           select new SourceConfig(source.Agent, source.Name, source.Type, source.Options, source.Location, connected),
    ];

    /// <summary>The sinks; lenient without those whose channel does not exist.</summary>
    public ImmutableArray<SinkConfig> Sinks(ImmutableArray<ComponentConfig> sinks) =>
    [
        .. from sink in sinks
           let channel = ChannelOf(sink)
           where channel is not null || findings.Strict
           select new SinkConfig(sink.Agent, sink.Name, sink.Type, sink.Options, sink.Location, channel ?? ""),
    ];

    /// <summary>The channels that a source or sink uses; Flume removes the others when it builds the agent.</summary>
    public ImmutableArray<ComponentConfig> Connected(
        ImmutableArray<ComponentConfig> all, ImmutableArray<SourceConfig> sources, ImmutableArray<SinkConfig> sinks)
    {
        var used = sources.SelectMany(source => source.Channels).Concat(sinks.Select(sink => sink.Channel)).ToHashSet();
        foreach (var channel in all.Where(channel => !used.Contains(channel.Name)))
        {
            findings.Dropped(
                channel.Location, channel.Path, "is connected to no source and no sink",
                $"Channel {channel.Name} has no components connected and has been removed.");
        }
        return findings.Strict ? all : [.. all.Where(channel => used.Contains(channel.Name))];
    }

    private ImmutableArray<string> ChannelsOf(ComponentConfig source)
    {
        if (source.Options.Text("channels") is not { } list)
        {
            findings.Dropped(
                source.Location, source.Path, "has no channels",
                $"Could not configure source  {source.Name} due to: Failed to configure component! "
                    + $"(No channels set for {source.Name})",
                Nearest.Of("channels", source.Options.Keys) is { } near
                    ? $"'channels' instead of '{near}'" : $"{source.Path}.channels = ...");
            return [];
        }
        var at = source.LocationOf("channels");
        var names = JavaText.Words(list);
        foreach (var repeated in names.CountBy(name => name).Where(count => count.Value > 1))
            findings.Repaired(at, source.Path, $"names the channel {repeated.Key} {repeated.Value} times");
        foreach (var unknown in names.Except(channels, StringComparer.Ordinal))
            findings.Repaired(at, source.Path, NoSuchChannel(unknown), Nearest.Of(unknown, channels));
        ImmutableArray<string> connected = [.. names.Intersect(channels, StringComparer.Ordinal)];
        if (connected.IsEmpty && !findings.Strict)
        {
            findings.Problems.Warning(
                at, source.Path,
                $"Could not configure source  {source.Name} due to: No Channels configured for {source.Name}");
        }
        return connected;
    }

    private string? ChannelOf(ComponentConfig sink)
    {
        var channel = sink.Options.Text("channel");
        if (string.IsNullOrEmpty(channel))
        {
            findings.Dropped(
                sink.Location, sink.Path, "has no channel",
                $"Could not configure sink  {sink.Name} due to: No channel configured for sink: {sink.Name}",
                Nearest.Of("channel", sink.Options.Keys) is { } near
                    ? $"'channel' instead of '{near}'" : $"{sink.Path}.channel = ...");
            return null;
        }
        if (channels.Contains(channel)) return channel;
        var several = JavaText.Words(channel).Length > 1;
        findings.Dropped(
            sink.LocationOf("channel"), sink.Path, several ? "names several channels, a sink drains one" : NoSuchChannel(channel),
            $"Could not configure sink  {sink.Name} due to: Channel {channel} not in active set.", Nearest.Of(channel, channels));
        return null;
    }

    private string NoSuchChannel(string name) => $"names the channel '{name}', which {agent.Name}.channels does not list";
}
