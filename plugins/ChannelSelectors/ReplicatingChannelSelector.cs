using FlumePlug.Sdk;

namespace FlumePlug.ChannelSelectors;

/// <summary>Options of <see cref="ReplicatingChannelSelector"/>.</summary>
public sealed class ReplicatingOptions
{
    /// <summary>Channels that may fail.</summary>
    [Option("optional", Summary = "Channels that are offered each event but may fail.")]
    public IReadOnlyList<string>? Optional { get; init; }
}

/// <summary>Every event to every channel of the source.</summary>
[ChannelSelector("replicating", Aliases = ["org.apache.flume.channel.ReplicatingChannelSelector"],
    Summary = "Every event to every channel of the source; the optional ones may fail.")]
public sealed class ReplicatingChannelSelector(ReplicatingOptions options, ChannelNames channels) : IChannelSelector
{
    private readonly Route _route = RouteOf(options, channels);

    /// <inheritdoc/>
    public Route? Always => _route;

    /// <inheritdoc/>
    public Route Select(in Event routed) => _route;

    private static Route RouteOf(ReplicatingOptions options, ChannelNames channels)
    {
        var optional = ChannelLists.BitsOf(options.Optional ?? [], channels);
        return new Route(channels.All & ~optional, optional);
    }
}
