using FlumePlug.ChannelSelectors;

namespace FlumePlug.Leaves.Tests.Selectors;

public sealed class LoadBalancingChannelSelectorTests
{
    private static readonly ChannelNames Channels = new(["c1", "c2", "c3"]);

    [Fact]
    public void Round_robin_is_the_default_and_starts_with_the_first_channel()
    {
        var selector = new LoadBalancingChannelSelector(Given.Options<LoadBalancingOptions>(), Channels);
        var routes = Enumerable.Range(0, 5).Select(_ => selector.Select(EventOf("x")).Required);
        Assert.Equal([0b001UL, 0b010UL, 0b100UL, 0b001UL, 0b010UL], routes);
        Assert.Null(selector.Always);
    }

    [Fact]
    public void Random_reaches_every_channel_one_at_a_time()
    {
        var selector = new LoadBalancingChannelSelector(Given.Options<LoadBalancingOptions>(("policy", "RANDOM")), Channels);
        var routes = Enumerable.Range(0, 1000).Select(_ => selector.Select(EventOf("x"))).ToHashSet();
        Assert.Equal([new Route(0b001), new Route(0b010), new Route(0b100)], routes.OrderBy(route => route.Required));
    }

    [Fact]
    public async Task Turns_are_even_when_several_threads_ask()
    {
        var selector = new LoadBalancingChannelSelector(Given.Options<LoadBalancingOptions>(), Channels);
        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 30_000).Select(_ => selector.Select(EventOf("x")).Required).ToArray())));
        Assert.All(asked.SelectMany(one => one).CountBy(route => route), count => Assert.Equal(40_000, count.Value));
    }

    [Fact]
    public void A_single_channel_needs_no_asking()
    {
        var selector = new LoadBalancingChannelSelector(Given.Options<LoadBalancingOptions>(), new ChannelNames(["c1"]));
        Assert.Equal(new Route(1), selector.Always);
    }

    [Fact]
    public void Another_policy_is_refused()
    {
        var refused = Assert.Throws<FormatException>(() => Given.Options<LoadBalancingOptions>(("policy", "sticky")));
        Assert.StartsWith("Invalid policy: sticky", refused.Message, StringComparison.Ordinal);
    }
}
