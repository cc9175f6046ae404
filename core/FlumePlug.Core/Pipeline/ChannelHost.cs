using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// A channel's place in the agent: sources and sinks hold the place, the channel in it comes and goes. The counters stay.
/// </summary>
internal sealed class ChannelHost(string name, ChannelAttributes attributes, ChannelCounters counters, HostedComponent<IChannel> component)
{
    public string Name { get; } = name;

    public ChannelAttributes Attributes { get; } = attributes;

    public ChannelCounters Counters { get; } = counters;

    public HostedComponent<IChannel> Component { get; private set; } = component;

    /// <summary>What it was built from, which need not be what its component was built from: that may have been resized since.</summary>
    public Origin? Origin { get; init; } = component.Origin;

    /// <summary>The channel, or one that refuses with the reason while there is none.</summary>
    public IChannel Channel => Component.Running ?? AbsentChannel.Of(this);

    /// <summary>How full the channel is; unknown while there is none, or when it cannot say.</summary>
    public ChannelFill Fill => Component.Ask(static channel => channel.Fill, default, "to say how full it is");

    /// <summary>Lets the channel take other options; false: it cannot, or there is none.</summary>
    public bool TryApply(object options) => Component.Ask(channel => channel.TryApply(options), false, "to take its new options");

    /// <summary>Goes on with the channel of the place before, which took this one's options.</summary>
    public void Adopt(ChannelHost before) => Component = before.Component;
}

/// <summary>What a channel's metadata promises.</summary>
internal sealed record ChannelAttributes(bool AtomicPut, bool Durable, bool Reserves);
