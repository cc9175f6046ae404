using System.Collections.Frozen;
using FlumePlug.Sdk;

namespace FlumePlug.ChannelSelectors;

/// <summary>Options of <see cref="MultiplexingChannelSelector"/>.</summary>
public sealed class MultiplexingOptions
{
    /// <summary>The header inspected.</summary>
    [Option("header", Default = "flume.selector.header", Summary = "The header whose value chooses the channels.")]
    public required string Header { get; init; }

    /// <summary>Channels of events that no mapping knows.</summary>
    [Option("default", Summary = "Channels of events whose header is missing, blank or not mapped; none: they are dropped.")]
    public IReadOnlyList<string>? Default { get; init; }

    /// <summary>Required channels by header value.</summary>
    [Option("mapping.", Summary = "Required channels of a header value: mapping.VALUE = c1 c2.")]
    public IReadOnlyDictionary<string, string>? Mapping { get; init; }

    /// <summary>Optional channels by header value.</summary>
    [Option("optional.", Summary = "Channels that are offered the events of a header value but may fail: optional.VALUE = c3.")]
    public IReadOnlyDictionary<string, string>? Optional { get; init; }
}

/// <summary>Channels by the value of one header, matched exactly.</summary>
/// <remarks>Without a default, an event that no mapping knows is dropped, and counts as accepted, as in Flume.</remarks>
[ChannelSelector("multiplexing", Aliases = ["org.apache.flume.channel.MultiplexingChannelSelector"],
    Summary = "Channels by the value of one header.")]
public sealed class MultiplexingChannelSelector : IChannelSelector
{
    private readonly string _header;
    private readonly Route _default;
    private readonly FrozenDictionary<string, Route> _routes;

    /// <summary>Resolves every channel name, so that a wrong one is found before an event is.</summary>
    public MultiplexingChannelSelector(MultiplexingOptions options, ChannelNames channels)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(channels);
        _header = options.Header;
        _default = new Route(ChannelLists.BitsOf(options.Default ?? [], channels));
        _routes = RoutesOf(options, channels, _default).ToFrozenDictionary(StringComparer.Ordinal);
        Always = _routes.Count == 0 ? _default : null;
    }

    /// <inheritdoc/>
    public Route? Always { get; }

    /// <inheritdoc/>
    public Route Select(in Event routed) =>
        routed.Headers[_header] is { } value && _routes.TryGetValue(value, out var route) ? route : _default;

    private static Dictionary<string, Route> RoutesOf(MultiplexingOptions options, ChannelNames channels, Route unmapped)
    {
        var routes = new Dictionary<string, Route>(StringComparer.Ordinal);
        foreach (var (value, names) in options.Mapping ?? new Dictionary<string, string>())
        {
            var required = ChannelLists.BitsOf(names, channels);
            if (required == 0)
                throw new ConfigurationException($"No channel configured for when header value is: {value}");
            routes[value] = new Route(required);
        }
        foreach (var (value, names) in options.Optional ?? new Dictionary<string, string>())
        {
            var required = routes.GetValueOrDefault(value, unmapped).Required;
            routes[value] = new Route(required, ChannelLists.BitsOf(names, channels) & ~required);
        }
        return routes;
    }
}
