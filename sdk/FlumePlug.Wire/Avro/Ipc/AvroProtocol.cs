using System.Text.Json;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>One call of a protocol.</summary>
/// <param name="Parameters">What is sent, as the fields of a record.</param>
/// <param name="Response">What is answered.</param>
public sealed record AvroMessage(RecordSchema Parameters, AvroSchema Response);

/// <summary>A protocol: the calls that two ends of a connection agree on.</summary>
public sealed class AvroProtocol
{
    private AvroProtocol(string text, IReadOnlyDictionary<string, AvroMessage> messages) => (Text, Hash, Messages) = (text, ProtocolHash.Of(text), messages);

    /// <summary>Flume's protocol, byte for byte as Flume 1.11 has it: both ends know each other at once.</summary>
    public static AvroProtocol Flume { get; } = Parse(Resource("AvroSourceProtocol.json"));

    /// <summary>The JSON text.</summary>
    public string Text { get; }

    /// <summary>The text's hash.</summary>
    public ProtocolHash Hash { get; }

    /// <summary>The calls by name.</summary>
    public IReadOnlyDictionary<string, AvroMessage> Messages { get; }

    /// <summary>Parses a protocol from its JSON text.</summary>
    /// <exception cref="WireFormatException">It is none; the message says why.</exception>
    public static AvroProtocol Parse(string text)
    {
        using var document = SchemaParser.Document(text);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new WireFormatException("The protocol is no JSON object.");
        var space = root.TryGetProperty("namespace", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        var schemas = new SchemaParser();
        if (root.TryGetProperty("types", out var types) && types.ValueKind == JsonValueKind.Array)
            foreach (var type in types.EnumerateArray())
                schemas.Parse(type, space);
        var messages = new Dictionary<string, AvroMessage>(StringComparer.Ordinal);
        if (root.TryGetProperty("messages", out var calls) && calls.ValueKind == JsonValueKind.Object)
            foreach (var call in calls.EnumerateObject())
                messages[call.Name] = Message(call, schemas, space);
        return new AvroProtocol(text, messages);
    }

    private static AvroMessage Message(JsonProperty call, SchemaParser schemas, string space)
    {
        if (call.Value.ValueKind != JsonValueKind.Object || !call.Value.TryGetProperty("request", out var request)
            || request.ValueKind != JsonValueKind.Array || !call.Value.TryGetProperty("response", out var response))
            throw new WireFormatException($"The call '{call.Name}' of the protocol has no request or no response.");
        var parameters = new RecordSchema(call.Name)
        {
            Fields = [.. request.EnumerateArray().Select(parameter => Parameter(call.Name, parameter, schemas, space))],
        };
        return new(parameters, schemas.Parse(response, space));
    }

    private static AvroField Parameter(string call, JsonElement parameter, SchemaParser schemas, string space) =>
        parameter.ValueKind == JsonValueKind.Object && parameter.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && parameter.TryGetProperty("type", out var type)
            ? new(name.GetString()!, schemas.Parse(type, space))
            : throw new WireFormatException($"A parameter of the call '{call}' has no name or no type.");

    private static string Resource(string name)
    {
        using var stream = typeof(AvroProtocol).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
