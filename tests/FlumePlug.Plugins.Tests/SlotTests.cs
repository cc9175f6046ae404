using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Plugins.Tests;

public sealed class SlotTests : IDisposable
{
    private readonly PluginLoader _loader = new();

    [Fact]
    public void Options_under_a_slot_s_prefix_belong_to_the_component_in_it()
    {
        var bound = Bind(("sink.serializer", "SAMPLE"), ("sink.serializer.appendNewline", "false"));
        Assert.Empty(bound.Problems);
        Assert.Equal("x-", Use(bound, "Write", "x"));
    }

    [Fact]
    public void A_slot_without_a_type_takes_its_default()
    {
        Assert.Equal("x\n", Use(Bind(), "Write", "x"));
        Assert.Equal("x-", Use(Bind(("sink.serializer.appendNewline", "false")), "Write", "x"));
    }

    [Fact]
    public void The_type_may_stand_under_the_prefix() =>
        Assert.Equal("x-", Use(Bind(("sink.serializer.type", "com.acme.SampleSerializer$Builder"), ("sink.serializer.appendNewline", "false")), "Write", "x"));

    [Fact]
    public void A_list_of_slots_has_one_component_for_each_name()
    {
        var bound = Bind(("base.port", "1"), ("mood", "cross"), ("serializers", "s1 s2"), ("serializers.s1.name", "one"),
            ("serializers.s2.type", "upper"), ("serializers.s2.name", "two"));
        Assert.Empty(bound.Problems);
        Assert.Equal("k1 Cross 1 one=S1,two=S2", Use(bound, "Describe"));
    }

    [Fact]
    public void An_option_that_the_component_in_a_slot_does_not_know_is_told_with_its_full_name()
    {
        var problem = Assert.Single(Bind(("sink.serializer.appendNewLine", "false")).Problems);
        Assert.Equal((Severity.Warning, "unknown option 'sink.serializer.appendNewLine'", "sink.serializer.appendNewline"),
            (problem.Severity, problem.Message, problem.Suggestion));
    }

    [Fact]
    public void An_unknown_type_in_a_slot_is_one_error_and_its_options_are_not_judged()
    {
        var problem = Assert.Single(Bind(("sink.serializer", "sampel"), ("sink.serializer.anything", "1")).Problems);
        Assert.Equal((Severity.Error, "unknown serializer type 'sampel'", "sample", 1),
            (problem.Severity, problem.Message, problem.Suggestion, problem.Location!.Line));
    }

    [Fact]
    public void What_the_component_in_a_slot_requires_is_required() =>
        Assert.Equal("option 'keys.file' is required", Assert.Single(Bind(("keys", "sample")).Problems).Message);

    [Fact]
    public void Options_under_a_slot_without_a_component_are_unknown()
    {
        var bound = Bind(("keys.file", "x"));
        Assert.Equal("unknown option 'keys.file'", Assert.Single(bound.Problems).Message);
    }

    [Fact]
    public void What_the_owner_reads_itself_is_required_and_not_unknown()
    {
        var problem = Assert.Single(Bind(("serializers", "s1"), ("serializers.s1.nmae", "x")).Problems, problem => problem.Severity == Severity.Error);
        Assert.Equal("option 'serializers.s1.name' is required", problem.Message);
        Assert.Contains(Bind(("serializers", "s1"), ("serializers.s1.nmae", "x")).Problems, warned => warned.Suggestion == "serializers.s1.name");
    }

    [Fact]
    public void An_item_that_is_not_listed_is_unknown() => Assert.Equal("unknown option 'serializers.s2.name'",
        Assert.Single(Bind(("serializers", "s1"), ("serializers.s1.name", "x"), ("serializers.s2.name", "y")).Problems).Message);

    [Fact]
    public void A_constructor_is_given_what_its_kind_has_in_any_order()
    {
        var factory = new ComponentFactory(TestPlugins.Catalog, _loader);
        var context = TestPlugins.Context(factory);
        T Create<T>(ComponentKind kind, Surroundings surroundings)
            where T : class => factory.Create<T>(TestPlugins.Entry(kind, "sample"), null, context, surroundings);

        var selector = Create<IChannelSelector>(ComponentKind.ChannelSelector, new(Channels: new(["c1", "c2"])));
        Assert.Equal(3UL, selector.Select(default).Required);
        Assert.Equal("a1:k1,k2", Create<ISinkProcessor>(ComponentKind.SinkProcessor, new(Sinks: new(["k1", "k2"]))).ToString());
        Assert.Equal("1", Create<IMonitor>(ComponentKind.Monitor, new(Counters: new OneCounter())).ToString());
        Assert.Equal("monitor 'sample' of plugin Sample cannot be built: its constructor asks for ICounterReader, which a monitor is not given",
            Assert.Throws<PluginException>(() => Create<IMonitor>(ComponentKind.Monitor, Surroundings.None)).Message);
    }

    [Fact]
    public void A_slot_that_is_wrong_all_the_same_is_refused_when_it_is_created()
    {
        var factory = new ComponentFactory(TestPlugins.Catalog, _loader);
        var context = TestPlugins.Context(factory);
        var unknown = new Slot<IKeyProvider>("keys", "nothing", new Dictionary<string, string>());
        Assert.Equal("unknown key provider type 'nothing'", Assert.Throws<ConfigurationException>(() => context.Create(unknown)).Message);
        var incomplete = new Slot<IKeyProvider>("keys", "sample", new Dictionary<string, string>());
        Assert.Equal("key provider 'sample' of plugin Sample: option 'file' is required",
            Assert.Throws<ConfigurationException>(() => context.Create(incomplete)).Message);
    }

    private BoundOptions Bind(params (string, string)[] texts) => new OptionBinder(TestPlugins.Catalog, _loader)
        .Bind(TestPlugins.Entry(ComponentKind.Sink, "sample"), TestPlugins.Texts(texts), new("a1.sinks.k1", null));

    private object? Use(BoundOptions bound, string method, params object[] arguments)
    {
        var factory = new ComponentFactory(TestPlugins.Catalog, _loader);
        var sink = factory.Create<ISink>(TestPlugins.Entry(ComponentKind.Sink, "sample"), bound.Options, TestPlugins.Context(factory, "k1"));
        return sink.GetType().GetMethod(method)!.Invoke(sink, arguments);
    }

    public void Dispose() => _loader.Dispose();

    private sealed class OneCounter : ICounterReader
    {
        public IReadOnlyList<ComponentCounters> Read() => [new ComponentCounters("SINK", "k1", "null")];
    }
}
