using System.Text.Json;
using FlumePlug.Core.Plugins;
using FlumePlug.Core.Plugins.Describe;

namespace FlumePlug.Plugins.Tests;

public sealed class SchemaTests
{
    private static readonly JsonElement Schema = DescribeTests.Json(writer => YamlSchema.Write(writer, TestPlugins.Catalog));
    private static readonly JsonElement Definitions = Schema.GetProperty("$defs");

    [Fact]
    public void Every_reference_leads_to_a_definition()
    {
        var references = References(Schema).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(Definitions.TryGetProperty(reference["#/$defs/".Length..], out _), reference));
    }

    [Fact]
    public void Every_component_of_every_plugin_is_in_it() => Assert.All(TestPlugins.Catalog.Entries, entry =>
        Assert.True(Definitions.TryGetProperty($"{entry.Component.Kind.Key()}.{entry.Component.Type}", out _), entry.ToString()));

    [Fact]
    public void An_option_has_its_type_its_limits_its_default_and_what_it_does()
    {
        var port = Property("source.sample", "port");
        Assert.Equal("The port to listen on. (between 0 and 65535)", port.GetProperty("description").GetString());
        Assert.Equal(44444, port.GetProperty("default").GetInt32());
        Assert.Equal("""{"type":"integer","minimum":0,"maximum":65535}""", port.GetProperty("anyOf")[0].GetRawText());
        Assert.Equal("""{"enum":["Fail","Replace","Ignore"]}""", Property("source.sample", "policy").GetProperty("anyOf")[0].GetRawText());
        Assert.True(Property("source.sample", "ack-every-event").GetProperty("default").GetBoolean());
    }

    [Fact]
    public void Dots_of_a_name_are_levels_or_stay_in_the_key()
    {
        Assert.Equal(4711, Property("sink.sample", "base.port").GetProperty("default").GetInt32());
        Assert.Equal(4711, Property("sink.sample", "base").GetProperty("properties").GetProperty("port").GetProperty("default").GetInt32());
    }

    [Fact]
    public void A_slot_takes_a_type_or_a_component_of_its_kind()
    {
        var choices = Property("sink.sample", "sink.serializer").GetProperty("anyOf");
        Assert.Equal("#/$defs/text", choices[0].GetProperty("$ref").GetString());
        Assert.Equal("#/$defs/serializer.any", choices[1].GetProperty("$ref").GetString());
        Assert.Equal("#/$defs/serializer.sample", choices[1].GetProperty("else").GetProperty("$ref").GetString());
    }

    [Fact]
    public void A_type_is_matched_in_any_case()
    {
        var pattern = Definitions.GetProperty("source.any").GetProperty("properties").GetProperty("type").GetProperty("anyOf")[1]
            .GetProperty("pattern").GetString()!;
        Assert.Matches(pattern, "SAMPLE");
        Assert.Matches(pattern, "com.acme.flume.outer$samplesource$builder");
        Assert.DoesNotMatch(pattern, "sampled");
    }

    private static JsonElement Property(string definition, string name) => Definitions.GetProperty(definition).GetProperty("properties").GetProperty(name);

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
            ? [property.Value.GetString()!]
            : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
