namespace FlumePlug.Script.Tests;

/// <summary>Scripts that choose channels.</summary>
public sealed class SelectorScriptTests
{
    private static readonly ChannelNames Channels = new(["c1", "c2", "c3"]);

    private static async Task<Route[]> RoutesAsync(
        string code, OnError onError = OnError.Fail, string optional = "", string standard = "", params Event[] events)
    {
        using var context = new TestComponentContext("r1");
        await using var selector = Selector(code, context, onError, optional, standard);
        using var batch = BatchOf(events);
        var routes = new Route[batch.Count];
        await selector.SelectAsync(batch, routes, TestContext.Current.CancellationToken);
        Assert.Equal(routes, KeptEvent.AllOf(batch).Select(kept => selector.Select(new Event(kept.Headers, kept.Body))));
        return routes;
    }

    private static ScriptSelector Selector(string code, TestComponentContext context, OnError onError = OnError.Fail, string optional = "", string standard = "") => new(
        new ScriptSelectorOptions { Code = code, OnError = onError, TimeoutMs = 5000, Optional = Words(optional), Default = Words(standard) }, Channels, context);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public async Task One_expression_is_a_whole_selector() => Assert.Equal([new Route(1), new Route(2)], await RoutesAsync(
        """Headers["level"] == "error" ? "c1" : "c2" """, events: [EventOf("a", ("level", "error")), EventOf("b")]));

    [Fact]
    public async Task Statements_return_one_name_several_or_none() => Assert.Equal(
        [new Route(1), new Route(6), new Route(6), Route.None, Route.None, new Route(7), new Route(7)],
        await RoutesAsync("""
            switch (Text.ToString())
            {
                case "one": return "c1";
                case "list": return ["c2", "c3"];
                case "text": return "c2  c3";
                case "none": return Channels.None;
                case "all": return All;
                case "default": return Default;
            }
            return "";
            """, events: [EventOf("one"), EventOf("list"), EventOf("text"), EventOf("none"), EventOf("else"), EventOf("all"), EventOf("default")]));

    [Fact]
    public async Task Optional_channels_are_offered_the_event() => Assert.Equal([new Route(1, 4)], await RoutesAsync(
        """["c1", "c3"]""", optional: "c3 c2", events: [EventOf("a")]));

    [Fact]
    public async Task Fields_of_json_route() => Assert.Equal([new Route(4), new Route(1)], await RoutesAsync(
        """Json["user"]["vip"] == true ? "c3" : "c1" """, events: [EventOf("""{"user":{"vip":true}}"""), EventOf("""{"user":{}}""")]));

    [Fact]
    public async Task A_name_that_is_no_channel_of_the_source_is_an_error()
    {
        var failure = await Assert.ThrowsAsync<ScriptException>(() => RoutesAsync("""Text == "bad" ? "c9" : "c1" """, events: [EventOf("fine"), EventOf("bad")]));
        Assert.Contains("it chose the channel 'c9', and the source's are c1, c2, c3", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OnError.Drop, "", 0UL)]
    [InlineData(OnError.Pass, "", 7UL)]
    [InlineData(OnError.Pass, "c2 c3", 6UL)]
    public async Task An_error_drops_the_event_or_sends_it_to_the_default_channels(OnError onError, string standard, ulong expected) => Assert.Equal(
        [new Route(1), new Route(expected), new Route(expected)],
        await RoutesAsync("""Text == "a" ? "c1" : Text == "b" ? "c9" : throw new FormatException("no")""", onError, standard: standard,
            events: [EventOf("a"), EventOf("b"), EventOf("c")]));

    [Fact]
    public void A_path_without_names_is_refused_when_it_is_compiled()
    {
        using var context = new TestComponentContext("r1");
        var refused = Assert.Throws<ConfigurationException>(() => Selector("""if (Text == "a") return "c1";""", context));
        Assert.Contains("return the names of the channels on every path", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<ConfigurationException>(() => Selector("""Headers["a"] = "b"; return "c1";""", context));
        Assert.Contains("1:1: error CS0200", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c9", "", "optional")]
    [InlineData("", "c9", "default")]
    public void An_option_that_names_no_channel_of_the_source_is_refused(string optional, string standard, string option)
    {
        using var context = new TestComponentContext("r1");
        var refused = Assert.Throws<ConfigurationException>(() => Selector("\"c1\"", context, OnError.Fail, optional, standard));
        Assert.Equal(option, Assert.Single(refused.Errors).Option);
        Assert.Contains("Selector channel not found: c9", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_selects_with_state() => Assert.Equal([new Route(1), new Route(2), new Route(4), new Route(1)], (await RoutesOfClassAsync())[..4]);

    private static async Task<Route[]> RoutesOfClassAsync()
    {
        using var context = new TestComponentContext("r1");
        await using var selector = Selector("""
            class Turns : SelectorScript
            {
                int _turn;
                public override Channels Run() => $"c{_turn++ % 3 + 1}";
            }
            """, context);
        using var batch = BatchOf("a", "b", "c", "d");
        var routes = new Route[4];
        await selector.SelectAsync(batch, routes, TestContext.Current.CancellationToken);
        return routes;
    }
}
