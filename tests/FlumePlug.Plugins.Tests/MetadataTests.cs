using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

public sealed class MetadataTests
{
    private static readonly ComponentDescription Source = TestPlugins.Entry(ComponentKind.Source, "sample").Component;
    private static readonly ComponentDescription Sink = TestPlugins.Entry(ComponentKind.Sink, "sample").Component;

    [Fact]
    public void A_component_has_its_names_its_summary_and_its_class()
    {
        Assert.Equal("sample", Source.Type);
        Assert.Equal(["com.acme.flume.SampleSource", "com.acme.flume.Outer$SampleSource$Builder"], Source.Aliases);
        Assert.Equal("A source to test with.", Source.Summary);
        Assert.Equal("Acme.Sample.SampleSource", Source.ClassName);
        Assert.Null(Source.UnusableReason);
    }

    [Fact]
    public void A_sink_and_a_channel_have_what_they_promise()
    {
        Assert.Equal(4, Sink.TakesPerFlush);
        var channel = TestPlugins.Entry(ComponentKind.Channel, "sample").Component;
        Assert.Equal((false, true, false), (channel.AtomicPut, channel.Durable, channel.Reserves));
        Assert.Equal((1, true, false, true), (Source.TakesPerFlush, Source.AtomicPut, Source.Durable, Source.Reserves));
    }

    [Fact]
    public void Every_option_is_found_in_the_order_of_the_source_text_and_those_of_the_sdk_s_base_class_last() => Assert.Equal(
        ["bind", "port", "limit", "ratio", "batchSize", "ack-every-event", "policy", "password", "names", "ports", "headers.", "address",
            "idle", "charset", "topic", "backoffSleepIncrement", "maxBackoffSleep"],
        Source.Options.Options.Select(option => option.Name));

    [Theory]
    [InlineData("bind", OptionValue.Text, OptionShape.One, null)]
    [InlineData("port", OptionValue.WholeNumber, OptionShape.One, "44444")]
    [InlineData("limit", OptionValue.LongNumber, OptionShape.One, "100")]
    [InlineData("ratio", OptionValue.RealNumber, OptionShape.One, "0.5")]
    [InlineData("ack-every-event", OptionValue.Boolean, OptionShape.One, "true")]
    [InlineData("policy", OptionValue.Enum, OptionShape.One, "Replace")]
    [InlineData("names", OptionValue.Text, OptionShape.List, "a b")]
    [InlineData("ports", OptionValue.WholeNumber, OptionShape.List, null)]
    [InlineData("headers.", OptionValue.Text, OptionShape.Prefix, null)]
    [InlineData("address", OptionValue.Parsed, OptionShape.One, "127.0.0.1")]
    [InlineData("idle", OptionValue.WholeNumber, OptionShape.One, null)]
    [InlineData("maxBackoffSleep", OptionValue.LongNumber, OptionShape.One, "5000")]
    public void An_option_has_a_type_and_a_default(string name, OptionValue value, OptionShape shape, string? theDefault)
    {
        var option = Option(name);
        Assert.Equal((value, shape, theDefault), (option.Value, option.Shape, option.Default));
    }

    [Fact]
    public void An_option_has_all_that_its_attributes_say()
    {
        Assert.True(Option("bind").Required);
        Assert.Equal(["portNumber"], Option("port").Aliases);
        Assert.Equal(("events", true, true), (Option("limit").Unit, Option("limit").BadValueIsDefault, Option("password").Secret));
        Assert.Equal(",", Option("ports").Separator);
        Assert.Equal("The port to listen on.", Option("port").Summary);
        Assert.Equal("batchSize", Source.Options.BatchSize!.Name);
        Assert.Equal(["Fail", "Replace", "Ignore"], Option("policy").EnumValues);
    }

    [Fact]
    public void Validation_attributes_are_limits()
    {
        Assert.Equal((0, 65535), (Option("port").Limits.Least, Option("port").Limits.Most));
        Assert.Equal((8, 20), (Option("password").Limits.LeastLength, Option("password").Limits.MostLength));
        Assert.Equal(["UTF-8", "ISO-8859-1"], Option("charset").Limits.Allowed);
        Assert.Equal("[a-z]+", Option("topic").Limits.Pattern);
    }

    [Fact]
    public void Options_of_a_generic_base_class_in_a_private_dependency_are_found()
    {
        Assert.Equal(["mood", "base.port"], Sink.Options.Options.Select(option => option.Name));
        Assert.Equal((OptionValue.Enum, "Calm"), (Sink.Options.Options[0].Value, Sink.Options.Options[0].Default));
        Assert.Equal("Acme.Base.BaseOptions`1", Sink.Options.Options[1].DeclaringClass);
    }

    [Fact]
    public void Slots_have_a_kind_and_what_their_owner_reads_itself()
    {
        Assert.Equal(["sink.serializer", "keys", "serializers"], Sink.Options.Slots.Select(slot => slot.Name));
        var (single, list) = (Sink.Options.Slots[0], Sink.Options.Slots[2]);
        Assert.Equal((ComponentKind.Serializer, false, "sample"), (single.Kind, single.IsList, single.Default));
        Assert.Equal((ComponentKind.ExtractorSerializer, true), (list.Kind, list.IsList));
        Assert.Equal(["name"], list.OwnerOptions);
    }

    [Fact]
    public void Reading_metadata_loads_nothing_of_the_plugin() => Assert.DoesNotContain(
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsCollectible),
        assembly => assembly.GetName().Name is "Sample" or "Acme.Base" or "Acme.Shared");

    private static OptionDescription Option(string name) => Source.Options.Options.Single(option => option.Name == name);
}
