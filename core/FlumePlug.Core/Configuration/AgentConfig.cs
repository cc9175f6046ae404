using System.Collections.Immutable;

namespace FlumePlug.Core.Configuration;

/// <summary>One agent as the files describe it; every list is in the order of the file's lists.</summary>
/// <param name="Name">What <c>--name</c> chooses.</param>
/// <param name="Location">Its first property.</param>
/// <param name="ConfigFilters">Already applied to all other values.</param>
/// <param name="Channels">At least one, unless the configuration has errors.</param>
/// <param name="Sources">May be empty while there are sinks.</param>
/// <param name="Sinks">May be empty while there are sources.</param>
/// <param name="SinkGroups">Each sink is in at most one of them.</param>
public sealed record AgentConfig(
    string Name,
    Location Location,
    ImmutableArray<ComponentConfig> ConfigFilters,
    ImmutableArray<ComponentConfig> Channels,
    ImmutableArray<SourceConfig> Sources,
    ImmutableArray<SinkConfig> Sinks,
    ImmutableArray<SinkGroupConfig> SinkGroups)
{
    /// <summary>All components: config filters, channels, sources, sinks, sink groups.</summary>
    public IEnumerable<ComponentConfig> Components => [.. ConfigFilters, .. Channels, .. Sources, .. Sinks, .. SinkGroups];
}

/// <summary>One named component: a channel or config filter, or the base of the other kinds.</summary>
/// <param name="Agent">The name of its agent.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name within its kind.</param>
/// <param name="Type">The <c>type</c> as written, an alias or a class name; of a sink group its <c>processor.type</c>.</param>
/// <param name="Options">All its properties, <c>type</c>, <c>channel(s)</c> and nested ones included.</param>
/// <param name="Location">Its first property.</param>
public record ComponentConfig(
    string Agent, ConfigKind Kind, string Name, string Type, ConfigOptions Options, Location Location)
{
    /// <summary>The name to use in problems: <c>a1.sources.r1</c>.</summary>
    public string Path => $"{Agent}.{Kind.Section()}.{Name}";

    /// <summary>Where an option is written; the component's own place when it is not.</summary>
    public Location? LocationOf(string option) =>
        Options.TryGetValue(option, out var value) ? value.Location : Location;

    /// <summary>True when both are the same kind of component with the same options, wherever these are written.</summary>
    public bool SameSettings(ComponentConfig other) =>
        Kind == other.Kind && Name == other.Name && Type == other.Type && Options.SameTexts(other.Options);
}

/// <summary>A source and the channels that exist of those it names, in its order, without repetition.</summary>
public sealed record SourceConfig(
    string Agent, string Name, string Type, ConfigOptions Options, Location Location, ImmutableArray<string> Channels)
    : ComponentConfig(Agent, ConfigKind.Source, Name, Type, Options, Location);

/// <summary>A sink and the channel that it drains.</summary>
public sealed record SinkConfig(
    string Agent, string Name, string Type, ConfigOptions Options, Location Location, string Channel)
    : ComponentConfig(Agent, ConfigKind.Sink, Name, Type, Options, Location);

/// <summary>A sink group and the sinks that are its own, in its order.</summary>
public sealed record SinkGroupConfig(
    string Agent, string Name, string Type, ConfigOptions Options, Location Location, ImmutableArray<string> Sinks)
    : ComponentConfig(Agent, ConfigKind.SinkGroup, Name, Type, Options, Location);
