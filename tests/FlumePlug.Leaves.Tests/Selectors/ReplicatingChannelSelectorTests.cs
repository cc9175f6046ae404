using FlumePlug.ChannelSelectors;

namespace FlumePlug.Leaves.Tests.Selectors;

public sealed class ReplicatingChannelSelectorTests
{
    private static readonly ChannelNames Channels = new(["c1", "c2", "c3"]);

    [Fact]
    public void Every_channel_is_required_without_options()
    {
        var selector = new ReplicatingChannelSelector(Given.Options<ReplicatingOptions>(), Channels);
        Assert.Equal(new Route(0b111), selector.Select(EventOf("x")));
        Assert.Equal(new Route(0b111), selector.Always);
    }

    [Fact]
    public void Optional_channels_are_not_required()
    {
        var selector = new ReplicatingChannelSelector(Given.Options<ReplicatingOptions>(("optional", "c3 c1")), Channels);
        Assert.Equal(new Route(0b010, 0b101), selector.Always);
    }

    [Fact]
    public void An_unknown_optional_channel_is_refused_when_the_selector_is_built_not_at_every_put()
    {
        var refused = Assert.Throws<ConfigurationException>(
            () => new ReplicatingChannelSelector(Given.Options<ReplicatingOptions>(("optional", "c9")), Channels));
        Assert.StartsWith("Selector channel not found: c9", refused.Message, StringComparison.Ordinal);
    }
}
