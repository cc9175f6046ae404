using System.Text;
using System.Text.Json;
using FlumePlug.Core.Plugins;
using FlumePlug.Core.Plugins.Describe;

namespace FlumePlug.Plugins.Tests;

public sealed class DescribeTests
{
    private static readonly CatalogEntry Source = TestPlugins.Entry(ComponentKind.Source, "sample");
    private static readonly CatalogEntry Sink = TestPlugins.Entry(ComponentKind.Sink, "sample");

    [Fact]
    public void A_component_is_described_with_all_its_options()
    {
        var lines = Text(page => DescribeText.WriteComponent(page, Source)).Split('\n');
        Assert.Equal("source sample", lines[0]);
        Assert.Equal("A source to test with.", lines[1]);
        Assert.Equal("also: com.acme.flume.SampleSource, com.acme.flume.Outer$SampleSource$Builder", lines[2]);
        Assert.Equal("plugin: Sample, class Acme.Sample.SampleSource", lines[3]);
        Assert.Contains(lines, line => Words(line) == "port, portNumber whole number 44444 The port to listen on. (between 0 and 65535)");
        Assert.Contains(lines, line => Words(line) == "bind text required The address to listen on.");
        Assert.Contains(lines, line => Words(line) == "policy one of Fail, Replace, Ignore Replace");
        Assert.Contains(lines, line => Words(line) == "password text - (length between 8 and 20; secret)");
        Assert.Contains(lines, line => Words(line) == "ports list of whole number - (separated by ',')");
        Assert.Contains(lines, line => Words(line) == "maxBackoffSleep whole number 5000 ms The longest sleep between polls.");
    }

    [Fact]
    public void Slots_are_described_with_the_kind_that_they_take()
    {
        var lines = Text(page => DescribeText.WriteComponent(page, Sink)).Split('\n');
        Assert.Contains(lines, line => Words(line) == "sink.serializer serializer sample Writes the events.");
        Assert.Contains(lines, line => Words(line) == "serializers names of extractor serializer upper (each with name)");
    }

    [Fact]
    public void Plugins_are_listed_with_what_they_offer_and_why_they_cannot_be_used()
    {
        var lines = Text(page => DescribeText.WritePlugins(page, TestPlugins.Catalog)).Split('\n');
        Assert.Contains(lines, line => Words(line) == $"FirstVersion 0.1.0 0.1 {TestPlugins.Directory}FirstVersion config filter first-version");
        Assert.Contains(lines, line => Words(line).EndsWith("NewerSdk cannot be used: it was built for FlumePlug.Sdk 0.99, this agent has 0.1", StringComparison.Ordinal));
        Assert.Contains("CarriesSdk: its own copy of FlumePlug.Sdk.dll is ignored: delete it", lines);
        Assert.Contains("sample  Sample", Text(page => DescribeText.WriteComponents(page, TestPlugins.Catalog.Entries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_is_found_under_every_kind_that_knows_it()
    {
        Assert.Equal(8, TestPlugins.Catalog.FindAll("SAMPLE").Count);
        Assert.Equal("'hdfs' is Flume's org.apache.flume.sink.hdfs.HDFSEventSink; FlumePlug does not have it yet",
            Assert.Single(TestPlugins.Catalog.FindAll("hdfs")).Error);
        Assert.Equal(("unknown type 'sampel'", "sample"),
            (Assert.Single(TestPlugins.Catalog.FindAll("sampel")).Error, TestPlugins.Catalog.FindAll("sampel")[0].Suggestion));
    }

    [Fact]
    public void A_component_as_json_has_all_that_its_attributes_say()
    {
        var json = Json(writer => DescribeJson.WriteComponent(writer, Source));
        Assert.Equal(("source", "sample", "batchSize"), (json.GetProperty("kind").GetString(), json.GetProperty("type").GetString(),
            json.GetProperty("batchSizeOption").GetString()));
        var port = json.GetProperty("options").EnumerateArray().Single(option => option.GetProperty("name").GetString() == "port");
        Assert.Equal("""{"name":"port","aliases":["portNumber"],"type":"whole number","default":"44444","summary":"The port to listen on.","minimum":0,"maximum":65535}""",
            port.GetRawText());
        var sink = Json(writer => DescribeJson.WriteComponent(writer, Sink));
        Assert.Equal(4, sink.GetProperty("takesPerFlush").GetInt32());
        Assert.Equal("""{"name":"serializers","kind":"extractor-serializer","list":true,"default":"upper","summary":"","ownerOptions":["name"]}""",
            sink.GetProperty("slots")[2].GetRawText());
    }

    [Fact]
    public void Plugins_as_json_say_which_are_usable()
    {
        var json = Json(writer => DescribeJson.WritePlugins(writer, TestPlugins.Catalog));
        Assert.Equal(["MissingDependency", "NewerSdk"], json.EnumerateArray().Where(plugin => !plugin.GetProperty("usable").GetBoolean())
            .Select(plugin => plugin.GetProperty("name").GetString()));
    }

    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Text(Action<IDescriptionPage> write)
    {
        var text = new StringWriter { NewLine = "\n" };
        write(new PlainPage(text));
        return text.ToString();
    }

    internal static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(writer);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }
}
