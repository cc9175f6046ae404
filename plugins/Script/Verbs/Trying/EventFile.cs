using System.Text;
using System.Text.Json;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs.Trying;

/// <summary>Reads the events that scripts are tried with.</summary>
internal static class EventFile
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An event for each line, or for each element of the array in a <c>.json</c>; <c>-</c>: the lines of standard input.</summary>
    /// <exception cref="InvalidDataException">The JSON is wrong.</exception>
    public static IReadOnlyList<TriedEvent> Read(string? path)
    {
        if (path is null)
            throw new FormatException("--input is missing: a file of lines, - for standard input, or a .json with an array of events");
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return EventsOf(Parse(path), path);
        using var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return [.. LinesOf(bytes.ToArray())];
    }

    /// <summary>The content of a JSON file; comments and trailing commas are allowed.</summary>
    /// <exception cref="InvalidDataException">It is no JSON.</exception>
    public static JsonElement Parse(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Relaxed);
            return document.RootElement.Clone();
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{path}:{wrong.LineNumber + 1}:{wrong.BytePositionInLine + 1}: this is no JSON: {wrong.Message}");
        }
    }

    /// <summary>One event or an array of them.</summary>
    public static IReadOnlyList<TriedEvent> EventsOf(JsonElement json, string place) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select(one => EventOf(one, place))] : [EventOf(json, place)];

    /// <summary>The text of a body: a string as it is, anything else as compact JSON.</summary>
    public static string BodyOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Null => "",
        _ => JsonSerializer.Serialize(json, AsWritten),
    };

    private static TriedEvent EventOf(JsonElement json, string place)
    {
        if (json.ValueKind == JsonValueKind.String)
            return new(Headers.Empty, Encoding.UTF8.GetBytes(json.GetString()!));
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{place}: an event is a text, or {{\"headers\": {{...}}, \"body\": ...}}, not {json.GetRawText()}");
        var (headers, body) = (Headers.Empty, Array.Empty<byte>());
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name == "headers")
                headers = Headers.From(member.Value.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, BodyOf(one.Value))));
            else if (member.Name == "body")
                body = Encoding.UTF8.GetBytes(BodyOf(member.Value));
            else if (member.Name == "bodyBase64" && member.Value.TryGetBytesFromBase64(out var bytes))
                body = bytes;
            else
                throw new InvalidDataException($"{place}: an event has headers and body (or bodyBase64), not '{member.Name}'");
        }
        return new(headers, body);
    }

    private static IEnumerable<TriedEvent> LinesOf(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var found ? found : bytes.Length - start;
            yield return new(Headers.Empty, bytes.AsSpan(start, length).TrimEnd((byte)'\r').ToArray());
            start += length + 1;
        }
    }
}
