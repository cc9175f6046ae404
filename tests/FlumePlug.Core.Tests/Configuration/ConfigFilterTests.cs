using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

public sealed class ConfigFilterTests : IDisposable
{
    private readonly Reading _reading = new();
    private readonly List<ComponentConfig> _created = [];

    public ConfigFilterTests() => _reading.Settings = _reading.Settings with { CreateConfigFilter = Create };

    public void Dispose() => _reading.Dispose();

    [Theory]
    [InlineData("${f[KEY]}", "f:KEY")]
    [InlineData("${f['KEY']}", "f:KEY")]
    [InlineData("${f[\"my-key_1\"]}", "f:my-key_1")]
    [InlineData("a ${f[K]} b ${g['L']} ${f[K]}", "a f:K b g:L f:K")]
    [InlineData("${f['KEY\"]}", "${f['KEY\"]}")]
    [InlineData("${f[KEY']}", "${f[KEY']}")]
    [InlineData("${f[K.Y]}", "${f[K.Y]}")]
    [InlineData("${h[KEY]}", "${h[KEY]}")]
    [InlineData("${f[none]}", "${f[none]}")]
    [InlineData("${f[chain]}", "g:X")]
    [InlineData("${g[back]}", "${f[X]}")]
    public void References_are_replaced_filter_by_filter_in_the_order_of_the_list(string value, string expected) =>
        Assert.Equal(expected, _reading.Lenient(Text(value)).Agents[0].Sources[0].Options.Text("x"));

    [Fact]
    public void A_filter_is_created_with_its_options_once_for_each_agent_that_lists_it()
    {
        _reading.Strict(Text("${f[K]}") + "a1.configfilters.f.command = /bin/x y\n");
        Assert.Equal(["a1.configfilters.f", "a1.configfilters.g"], _created.Select(filter => filter.Path));
        Assert.Equal(("kind1", "/bin/x y"), (_created[0].Type, _created[0].Options.Text("command")));
    }

    [Fact]
    public void All_but_the_filters_own_values_and_the_lists_are_filtered()
    {
        var agent = _reading.Lenient(
            Text("x") + "a1.channels.c1.x = ${f[A]}\na1.sinks.k1.x = ${f[B]}\na1.sinkgroups = g1\na1.sinkgroups.g1.sinks = ${f[k1]}\n"
            + "a1.configfilters.g.x = ${f[D]}\n").Agents[0];
        Assert.Equal("f:A", agent.Channels[0].Options.Text("x"));
        Assert.Equal("f:B", agent.Sinks[0].Options.Text("x"));
        Assert.Equal(["k1"], agent.SinkGroups[0].Sinks);
        Assert.Equal("${f[D]}", agent.ConfigFilters[1].Options.Text("x"));
    }

    [Fact]
    public void Types_and_channels_may_come_from_a_filter()
    {
        var configuration = _reading.Strict(
            (Reading.Agent + Filters).Replace("type = memory", "type = ${f[T]}", StringComparison.Ordinal)
                .Replace("channel = c1", "channel = ${f['c1']}", StringComparison.Ordinal));
        Assert.Empty(_reading.Lines(configuration));
        Assert.Equal("f:T", configuration.Agents[0].Channels[0].Type);
    }

    [Theory]
    [InlineData("${f[none]}", "${f[none]} does not resolve")]
    [InlineData("${ff[K]}", "${ff[K]} does not resolve (try: ${f[K]})")]
    [InlineData("${f[K]} ${nope}", "${nope} does not resolve")]
    public void What_no_filter_resolves_is_an_error_when_strict(string value, string message) =>
        Assert.Equal(
            ["flume.conf:13: error: a1.sources.r1: " + message],
            _reading.Lines(_reading.Strict(Text(value))));

    [Fact]
    public void A_filter_that_cannot_be_created_is_told_and_the_values_stay()
    {
        var text = Text("${bad[K]}").Replace("a1.configfilters = f g", "a1.configfilters = bad f g", StringComparison.Ordinal) + "a1.configfilters.bad.type = x\n";
        var lenient = _reading.Lenient(text);
        Assert.Equal("${bad[K]}", lenient.Agents[0].Sources[0].Options.Text("x"));
        Assert.Equal(["flume.conf:14: warning: a1.configfilters.bad: Error while creating config filter bad: no such type"], _reading.Lines(lenient));
        Assert.Contains("flume.conf:14: error: a1.configfilters.bad: cannot be created: no such type", _reading.Lines(_reading.Strict(text)));
    }

    [Fact]
    public void A_filter_that_fails_is_told_and_the_value_stays_as_it_was_for_that_filter()
    {
        var lenient = _reading.Lenient(Text("${g[K]} ${f[A]} ${f[fail]}"));
        Assert.Equal("g:K ${f[A]} ${f[fail]}", lenient.Agents[0].Sources[0].Options.Text("x"));
        Assert.Equal(
            ["flume.conf:13: warning: a1.sources.r1: Error while matching and filtering configFilter: f and key: x: no luck"], _reading.Lines(lenient));
    }

    private const string Filters = "a1.configfilters = f g\na1.configfilters.f.type = kind1\na1.configfilters.g.type = kind2\n";

    private static string Text(string value) => Reading.Agent + Filters + "\na1.sources.r1.x = " + value + "\n";

    private Func<string, string?> Create(ComponentConfig filter)
    {
        _created.Add(filter);
        if (filter.Name == "bad") throw new InvalidOperationException("no such type");
        return key => key switch
        {
            "none" => null,
            "fail" => throw new InvalidOperationException("no luck"),
            "chain" => "${g[X]}",
            "back" => "${f[X]}",
            "k1" or "c1" => key,
            _ => $"{filter.Name}:{key}",
        };
    }
}
