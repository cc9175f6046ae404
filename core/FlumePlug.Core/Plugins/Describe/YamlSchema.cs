using System.Text.Json;

namespace FlumePlug.Core.Plugins.Describe;

/// <summary>
/// Writes the JSON Schema (2020-12) of the YAML form, with every component of the catalog. A key may hold several levels
/// joined by dots, as the YAML form allows.
/// </summary>
public sealed class YamlSchema
{
    private static readonly (string Section, ComponentKind Kind)[] Sections =
    [
        ("configfilters", ComponentKind.ConfigFilter), ("sources", ComponentKind.Source), ("channels", ComponentKind.Channel),
        ("sinks", ComponentKind.Sink),
    ];

    private readonly Utf8JsonWriter _json;
    private readonly SchemaValues _values;
    private readonly SchemaOptions _options;
    private readonly List<CatalogEntry> _entries;

    private YamlSchema(Utf8JsonWriter json, ComponentCatalog catalog)
    {
        _json = json;
        // A type that two plugins offer is described once.
        _entries = [.. catalog.Entries.DistinctBy(entry => DefinitionOf(entry.Component))];
        _values = new SchemaValues(json);
        _options = new SchemaOptions(json, _values, catalog);
    }

    /// <summary>Writes the schema.</summary>
    public static void Write(Utf8JsonWriter json, ComponentCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(catalog);
        new YamlSchema(json, catalog).Write();
    }

    /// <summary>The name of a component's definition: <c>sink.file_roll</c>.</summary>
    internal static string DefinitionOf(ComponentDescription component) => $"{component.Kind.Key()}.{component.Type}";

    private void Write()
    {
        _json.WriteStartObject();
        _json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        _json.WriteString("title", "FlumePlug configuration");
        _json.WriteString("type", "object");
        // A plain value at the top is there to be used as ${key}.
        _json.WriteStartObject("additionalProperties");
        _values.AnyOf(() => _values.Reference("agent"), () => _values.Reference("text"));
        _json.WriteEndObject();
        _json.WriteStartObject("patternProperties");
        _json.WriteStartObject("\\.");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartObject("$defs");
        _values.WriteDefinitions();
        WriteAgent();
        foreach (var kind in ComponentKinds.All)
            WriteKind(kind);
        foreach (var entry in _entries)
            _options.WriteDefinition(DefinitionOf(entry.Component), entry.Component);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteAgent()
    {
        _json.WriteStartObject("agent");
        _json.WriteString("type", "object");
        _json.WriteStartObject("properties");
        foreach (var (section, kind) in Sections)
            WriteSection(section, () => _values.Reference(kind.Key()));
        WriteSection("sinkgroups", WriteSinkGroup);
        _json.WriteEndObject();
        _json.WriteStartObject("patternProperties");
        _json.WriteStartObject("\\.");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteBoolean("additionalProperties", false);
        _json.WriteEndObject();
    }

    private void WriteSection(string section, Action component)
    {
        _json.WriteStartObject(section);
        _values.WriteTypes("object", "null");
        _json.WriteStartObject("additionalProperties");
        component();
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteSinkGroup()
    {
        _json.WriteString("type", "object");
        _json.WriteStartObject("properties");
        _options.WriteReference("sinks", "list");
        _options.WriteReference("processor", ComponentKind.SinkProcessor.Key());
        _json.WriteEndObject();
        _json.WriteStartObject("patternProperties");
        _json.WriteStartObject("^processor\\.");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteBoolean("additionalProperties", false);
    }

    // Any component of a kind: its type decides which definition its options follow.
    private void WriteKind(ComponentKind kind)
    {
        var components = _entries.Where(entry => entry.Component.Kind == kind).Select(entry => entry.Component).ToList();
        _json.WriteStartObject($"{kind.Key()}.any");
        _json.WriteString("type", "object");
        _json.WriteStartObject("properties");
        _json.WriteStartObject("type");
        _values.WriteOneOf(components.SelectMany(component => component.Aliases.Prepend(component.Type)));
        _json.WriteEndObject();
        WriteHostOptions(kind);
        _json.WriteEndObject();
        if (kind == ComponentKind.Source)
        {
            _json.WriteStartObject("patternProperties");
            _json.WriteStartObject("^(selector|interceptors)\\.");
            _json.WriteEndObject();
            _json.WriteEndObject();
        }
        if (components.Count > 0)
        {
            _json.WriteStartArray("allOf");
            foreach (var component in components)
                WriteChoice(component);
            _json.WriteEndArray();
        }
        _json.WriteEndObject();

        _json.WriteStartObject(kind.Key());
        _values.Reference($"{kind.Key()}.any");
        _json.WriteStartArray("required");
        _json.WriteStringValue("type");
        _json.WriteEndArray();
        _json.WriteBoolean("unevaluatedProperties", false);
        _json.WriteEndObject();
    }

    private void WriteChoice(ComponentDescription component)
    {
        _json.WriteStartObject();
        _json.WriteStartObject("if");
        _json.WriteStartObject("properties");
        _json.WriteStartObject("type");
        _values.WriteOneOf(component.Aliases.Prepend(component.Type).Append(component.ClassName));
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartArray("required");
        _json.WriteStringValue("type");
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteStartObject("then");
        _values.Reference(DefinitionOf(component));
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteHostOptions(ComponentKind kind)
    {
        _options.WriteReference("config", "text");
        if (kind == ComponentKind.Sink)
            _options.WriteReference("channel", "text");
        if (kind != ComponentKind.Source)
            return;
        _options.WriteReference("channels", "list");
        _options.WriteReference("selector", ComponentKind.ChannelSelector.Key());
        _json.WriteStartObject("interceptors");
        _values.AnyOf(
            () => _values.Reference("list"),
            () => _options.WriteNamed(() => _values.Reference(ComponentKind.Interceptor.Key())));
        _json.WriteEndObject();
    }
}
