using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

public sealed class CatalogTests
{
    [Theory]
    [InlineData("sample")]
    [InlineData("SAMPLE")]
    [InlineData(" sample ")]
    [InlineData("com.acme.flume.SampleSource")]
    [InlineData("com.acme.flume.samplesource")]
    [InlineData("com.acme.flume.SampleSource$Builder")]
    [InlineData("com.acme.flume.Outer$SampleSource$Builder")]
    [InlineData("com.acme.flume.Outer$SampleSource")]
    [InlineData("com.acme.flume.Outer.SampleSource")]
    [InlineData("Acme.Sample.SampleSource")]
    public void A_type_is_found_by_alias_and_class_in_every_form(string type) =>
        Assert.Equal("Acme.Sample.SampleSource", TestPlugins.Entry(ComponentKind.Source, type).Component.ClassName);

    [Fact]
    public void A_type_that_two_plugins_offer_is_an_error_that_says_how_to_choose()
    {
        var answer = TestPlugins.Catalog.Find(ComponentKind.ConfigFilter, "shared-version");
        Assert.Null(answer.Entry);
        Assert.Equal($"type 'shared-version' is offered by the plugins FirstVersion ({TestPlugins.Directory}FirstVersion) "
            + $"and SecondVersion ({TestPlugins.Directory}SecondVersion)", answer.Error);
        Assert.Equal("write the class that you mean: Acme.FirstVersion.VersionFilter or Acme.SecondVersion.VersionFilter", answer.Suggestion);
    }

    [Fact]
    public void The_full_class_name_chooses_between_plugins() => Assert.Equal("SecondVersion",
        TestPlugins.Entry(ComponentKind.ConfigFilter, "Acme.SecondVersion.VersionFilter").Plugin.Name);

    [Fact]
    public void The_same_class_in_two_plugins_cannot_be_chosen()
    {
        using var copies = new TemporaryDirectory();
        copies.CopyPlugin("Throwing", "One");
        copies.CopyPlugin("Throwing", "Two");
        var answer = ComponentCatalog.Scan([copies.Path]).Find(ComponentKind.ConfigFilter, "Acme.Throwing.ThrowingFilter");
        Assert.Null(answer.Entry);
        Assert.Equal("remove all but one of them", answer.Suggestion);
    }

    [Theory]
    [InlineData("newer-sdk", "config filter 'newer-sdk' of plugin NewerSdk cannot be used: it was built for FlumePlug.Sdk 0.99, this agent has 0.1")]
    [InlineData("missing-dependency", "config filter 'missing-dependency' of plugin MissingDependency cannot be used: "
        + "Acme.Shared.dll (Acme.Shared 1.0.0) is missing beside MissingDependency.dll")]
    public void A_type_of_an_unusable_plugin_says_why(string type, string error)
    {
        var answer = TestPlugins.Catalog.Find(ComponentKind.ConfigFilter, type);
        Assert.Null(answer.Entry);
        Assert.Equal(error, answer.Error);
    }

    [Theory]
    [InlineData(ComponentKind.Sink, "hdfs", "'hdfs' is Flume's org.apache.flume.sink.hdfs.HDFSEventSink; FlumePlug does not have it yet")]
    [InlineData(ComponentKind.Sink, "HDFS", "'HDFS' is Flume's org.apache.flume.sink.hdfs.HDFSEventSink; FlumePlug does not have it yet")]
    [InlineData(ComponentKind.Source, "org.apache.flume.source.kafka.KafkaSource",
        "'org.apache.flume.source.kafka.KafkaSource' is Flume's org.apache.flume.source.kafka.KafkaSource; FlumePlug does not have it yet")]
    [InlineData(ComponentKind.Sink, "elasticsearch",
        "'elasticsearch' is Flume's org.apache.flume.sink.elasticsearch.ElasticSearchSink, which Flume has removed; FlumePlug does not have it")]
    [InlineData(ComponentKind.Interceptor, "org.apache.flume.interceptor.HostInterceptor$Builder",
        "'org.apache.flume.interceptor.HostInterceptor$Builder' is Flume's org.apache.flume.interceptor.HostInterceptor$Builder; "
        + "FlumePlug does not have it yet")]
    [InlineData(ComponentKind.Source, "logger", "'logger' is a sink, not a source")]
    [InlineData(ComponentKind.Channel, "avro", "'avro' is a source and a sink and a deserializer, not a channel")]
    [InlineData(ComponentKind.Source, "org.apache.flume.source.Nothing", "Flume has no source 'org.apache.flume.source.Nothing'")]
    [InlineData(ComponentKind.Source, "com.example.MySource", "'com.example.MySource' is a third-party Java class, which cannot run here")]
    [InlineData(ComponentKind.Source, "frobnicator", "unknown source type 'frobnicator'")]
    public void A_type_that_nobody_offers_says_what_it_is(ComponentKind kind, string type, string error) =>
        Assert.Equal(error, TestPlugins.Catalog.Find(kind, type).Error);

    [Theory]
    [InlineData(ComponentKind.Source, "sampel", "sample")]
    [InlineData(ComponentKind.Source, "netcta", "netcat")]
    [InlineData(ComponentKind.Source, "Acme.Sample.SampelSource", "Acme.Sample.SampleSource")]
    [InlineData(ComponentKind.Sink, "org.apache.flume.sink.LogerSink", "org.apache.flume.sink.LoggerSink")]
    [InlineData(ComponentKind.Sink, "com.example.MySink", "write it as a plugin: docs/writing-plugins.md")]
    public void A_mistyped_type_suggests_the_nearest_right_one(ComponentKind kind, string type, string suggestion) =>
        Assert.Equal(suggestion, TestPlugins.Catalog.Find(kind, type).Suggestion);

    [Fact]
    public void Every_alias_and_every_class_of_flume_is_known_under_its_kind()
    {
        var none = new ComponentCatalog([]);
        foreach (var row in FlumeComponents.All)
            if (ComponentKinds.OfKey(row.Kind) is { } kind)
                foreach (var type in (string[])[row.Alias, row.Alias.ToUpperInvariant(), row.ClassName])
                    Assert.Contains("FlumePlug does not have it", none.Find(kind, type).Error, StringComparison.Ordinal);
        Assert.Equal(108, FlumeComponents.All.Count);
    }

    [Fact]
    public void Every_kind_of_the_sdk_has_a_contract_and_an_attribute()
    {
        foreach (var kind in ComponentKinds.All)
        {
            Assert.Equal(kind, ComponentKinds.OfContract(kind.Contract().FullName));
            Assert.Equal(kind, ComponentKinds.OfAttribute(kind + "Attribute"));
        }
        var attributes = typeof(Sdk.ComponentAttribute).Assembly.GetTypes().Where(type => type.BaseType == typeof(Sdk.ComponentAttribute));
        Assert.Equal(ComponentKinds.All.Count, attributes.Count());
    }
}
