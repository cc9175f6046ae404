using System.Text.Json;

namespace FlumePlug.Wire.Avro;

/// <summary>Parses schemas, in the order of the text: a name is known from its definition on, within itself too.</summary>
internal sealed class SchemaParser
{
    private readonly Dictionary<string, NamedSchema> _named = new(StringComparer.Ordinal);

    public static AvroSchema Parse(string json)
    {
        using var document = Document(json);
        return new SchemaParser().Parse(document.RootElement, "");
    }

    /// <exception cref="WireFormatException">It is no JSON, or nested too deeply.</exception>
    public static JsonDocument Document(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException malformed)
        {
            throw new WireFormatException($"The schema is no JSON: {malformed.Message}", malformed);
        }
    }

    public AvroSchema Parse(JsonElement element, string space) => element.ValueKind switch
    {
        JsonValueKind.String => Named(element.GetString()!, space),
        JsonValueKind.Array => Union(element, space),
        JsonValueKind.Object => Typed(element, space),
        _ => throw new WireFormatException($"{element} is no schema."),
    };

    private AvroSchema Named(string name, string space) =>
        PrimitiveSchema.ByName.TryGetValue(name, out var primitive) ? primitive
            : _named.TryGetValue(FullName(name, space), out var named) || _named.TryGetValue(name, out named) ? named
            : throw new WireFormatException($"The schema names a type '{name}' that is not defined before.");

    private UnionSchema Union(JsonElement element, string space)
    {
        var branches = element.EnumerateArray().Select(branch => Parse(branch, space)).ToList();
        if (branches.Any(branch => branch is UnionSchema))
            throw new WireFormatException("A union of the schema directly contains another.");
        return new UnionSchema(branches);
    }

    private AvroSchema Typed(JsonElement element, string space)
    {
        var type = Member(element, "type");
        if (type.ValueKind != JsonValueKind.String)
            return Parse(type, space);
        switch (type.GetString())
        {
            case "record" or "error":
                return Record(element, space);
            case "enum":
                var symbols = Member(element, "symbols");
                return Define(new EnumSchema(NameOf(element, space),
                    symbols.ValueKind == JsonValueKind.Array ? [.. symbols.EnumerateArray().Select(Text)] : throw NoList("symbols")));
            case "fixed":
                var size = Member(element, "size");
                return Define(new FixedSchema(NameOf(element, space),
                    size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var bytes) && bytes >= 0 ? bytes
                        : throw new WireFormatException("The size of a fixed of the schema is no number.")));
            case "array":
                return new ArraySchema(Parse(Member(element, "items"), space));
            case "map":
                return new MapSchema(Parse(Member(element, "values"), space));
            case var name:
                return Named(name!, space);
        }
    }

    private RecordSchema Record(JsonElement element, string space)
    {
        var record = Define(new RecordSchema(NameOf(element, space)));
        var inner = record.FullName[..Math.Max(0, record.FullName.LastIndexOf('.'))];
        var fields = Member(element, "fields");
        if (fields.ValueKind != JsonValueKind.Array)
            throw NoList("fields");
        record.Fields = [.. fields.EnumerateArray().Select(field => new AvroField(Text(Member(field, "name")), Parse(Member(field, "type"), inner)))];
        return record;
    }

    private T Define<T>(T schema)
        where T : NamedSchema =>
        _named.TryAdd(schema.FullName, schema) ? schema : throw new WireFormatException($"The schema defines '{schema.FullName}' twice.");

    private static string NameOf(JsonElement element, string space)
    {
        var name = Text(Member(element, "name"));
        return element.TryGetProperty("namespace", out var own) && own.ValueKind == JsonValueKind.String
            ? FullName(name, own.GetString()!) : FullName(name, space);
    }

    private static string FullName(string name, string space) => name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member
            : throw new WireFormatException($"A part of the schema has no '{name}': {Short(element)}");

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new WireFormatException($"{Short(element)} is no text in the schema.");

    private static WireFormatException NoList(string name) => new($"'{name}' is no list in the schema.");

    private static string Short(JsonElement element) => element.GetRawText() is { Length: > 60 } text ? text[..60] + "..." : element.GetRawText();
}
