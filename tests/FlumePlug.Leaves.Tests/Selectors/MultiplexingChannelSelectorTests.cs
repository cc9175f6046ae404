using FlumePlug.ChannelSelectors;

namespace FlumePlug.Leaves.Tests.Selectors;

public sealed class MultiplexingChannelSelectorTests
{
    private static readonly ChannelNames Channels = new(["c1", "c2", "c3"]);

    [Fact]
    public void The_value_of_the_header_chooses_by_exact_match()
    {
        var selector = Selector(("header", "state"), ("mapping.CZ", "c1"), ("mapping.US", "c2 c3"), ("default", "c3"));
        Assert.Equal(new Route(0b001), selector.Select(EventOf("x", ("state", "CZ"))));
        Assert.Equal(new Route(0b110), selector.Select(EventOf("x", ("state", "US"))));
        Assert.Equal(new Route(0b100), selector.Select(EventOf("x", ("state", "us"))));
        Assert.Null(selector.Always);
    }

    [Fact]
    public void The_header_is_flume_selector_header_unless_it_is_named()
    {
        var selector = Selector(("mapping.a", "c2"), ("default", "c1"));
        Assert.Equal(new Route(0b010), selector.Select(EventOf("x", ("flume.selector.header", "a"))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_missing_or_blank_header_goes_to_the_default(string? value)
    {
        var selector = Selector(("header", "h"), ("mapping.a", "c2"), ("default", "c1"));
        Assert.Equal(new Route(0b001), selector.Select(value is null ? EventOf("x") : EventOf("x", ("h", value))));
    }

    [Fact]
    public void Without_a_default_an_event_that_is_not_mapped_has_no_channel()
    {
        var selector = Selector(("header", "h"), ("mapping.a", "c2"));
        Assert.Equal(Route.None, selector.Select(EventOf("x", ("h", "b"))));
    }

    [Fact]
    public void Optional_channels_of_a_value_are_without_the_required_ones_of_that_value()
    {
        var selector = Selector(("header", "h"), ("mapping.a", "c1"), ("optional.a", "c1 c2"), ("default", "c3"));
        Assert.Equal(new Route(0b001, 0b010), selector.Select(EventOf("x", ("h", "a"))));
    }

    [Fact]
    public void Optional_channels_of_a_value_without_a_mapping_are_without_the_default_ones()
    {
        var selector = Selector(("header", "h"), ("optional.b", "c2 c3"), ("default", "c3"));
        Assert.Equal(new Route(0b100, 0b010), selector.Select(EventOf("x", ("h", "b"))));
        Assert.Equal(new Route(0b100), selector.Select(EventOf("x", ("h", "other"))));
    }

    [Fact]
    public void Without_mappings_the_route_is_always_the_default() =>
        Assert.Equal(new Route(0b011), Selector(("default", "c1 c2")).Always);

    [Theory]
    [InlineData("default")]
    [InlineData("mapping.a")]
    [InlineData("optional.a")]
    public void An_unknown_channel_is_refused_when_the_selector_is_built(string option)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Selector((option, "c1 nowhere")));
        Assert.StartsWith("Selector channel not found: nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_without_channels_is_refused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Selector(("mapping.a", "")));
        Assert.Equal("No channel configured for when header value is: a", refused.Message);
    }

    [Fact]
    public void Selecting_allocates_nothing()
    {
        var selector = Selector(("header", "h"), ("mapping.a", "c1"), ("default", "c3"));
        var mapped = EventOf("x", ("h", "a"));
        var unmapped = EventOf("x", ("h", "b"));
        selector.Select(mapped);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            selector.Select(mapped);
            selector.Select(unmapped);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static MultiplexingChannelSelector Selector(params ReadOnlySpan<(string, string)> options) =>
        new(Given.Options<MultiplexingOptions>(options), Channels);
}
