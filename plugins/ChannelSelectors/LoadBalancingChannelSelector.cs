using FlumePlug.Sdk;

namespace FlumePlug.ChannelSelectors;

/// <summary>Options of <see cref="LoadBalancingChannelSelector"/>.</summary>
public sealed class LoadBalancingOptions
{
    /// <summary>How the channel is chosen.</summary>
    [Option("policy", Default = "round_robin", Summary = "round_robin or random.")]
    public required BalancingPolicy Policy { get; init; }
}

/// <summary>Each event to exactly one channel; a batch is spread event by event.</summary>
/// <remarks>Flume 1.10 and 1.11 document this selector but refuse it at validation; here it works as documented.</remarks>
[ChannelSelector("load_balancing", Aliases = ["org.apache.flume.channel.LoadBalancingChannelSelector"],
    Summary = "Each event to exactly one channel, in turn or at random.")]
public sealed class LoadBalancingChannelSelector : IChannelSelector
{
    private readonly int _channels;
    private readonly bool _random;
    private long _turn = -1;

    /// <summary>Starts with the first channel of the source.</summary>
    public LoadBalancingChannelSelector(LoadBalancingOptions options, ChannelNames channels)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(channels);
        _channels = channels.Names.Count;
        _random = options.Policy.IsRandom;
        Always = _channels == 1 ? new Route(1) : null;
    }

    /// <inheritdoc/>
    public Route? Always { get; }

    /// <inheritdoc/>
    public Route Select(in Event routed)
    {
        var chosen = _random ? Random.Shared.Next(_channels) : (int)(Interlocked.Increment(ref _turn) % _channels);
        return new Route(1UL << chosen);
    }
}
