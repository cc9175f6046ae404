using System.Buffers;
using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Http.Json;

/// <summary>
/// Makes JSON objects <c>{"headers": {"k": "v"}, "body": "text"}</c> events. Remembers headers: the same text gives the same object. One
/// call at a time.
/// </summary>
internal sealed class EventReader
{
    private const int Slots = 256;
    private const int LongestKnown = 512;

    private readonly (byte[]? Text, Headers Headers)[] _known = new (byte[]?, Headers)[Slots];
    private readonly ArrayBufferWriter<byte> _unescaped = new();
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    /// <summary>Reads an array of events.</summary>
    /// <param name="utf8">The whole text.</param>
    /// <param name="encoding">What bodies are written in; null: UTF-8.</param>
    /// <param name="batch">Takes the events.</param>
    /// <exception cref="FormatException">It is no JSON, or no array of events.</exception>
    /// <exception cref="InvalidDataException">It is nothing, or one of the events is: Flume answers with 500.</exception>
    public void ReadArray(ReadOnlySpan<byte> utf8, Encoding? encoding, EventBatch batch)
    {
        var json = new LenientJson(utf8);
        json.Begin();
        if (json.Peek() is JsonToken.End or JsonToken.Null)
            throw new InvalidDataException("The body holds nothing; a JSON array of events is expected.");
        var hasNull = false;
        for (var more = json.BeginArray(); more; more = json.NextItem())
        {
            if (json.Peek() is JsonToken.Null or JsonToken.EndOfArray)
            {
                json.SkipWord(JsonToken.Null);
                hasNull = true;
            }
            else
            {
                ReadEvent(utf8, ref json, encoding, batch);
            }
        }
        if (!json.IsAtEnd)
            throw json.Fault("something follows the array");
        if (hasNull)
            throw new InvalidDataException("An event is null, perhaps for a comma too many.");
    }

    /// <summary>Reads one event.</summary>
    public void ReadOne(ReadOnlySpan<byte> utf8, EventBatch batch)
    {
        var json = new LenientJson(utf8);
        ReadEvent(utf8, ref json, null, batch);
        if (!json.IsAtEnd)
            throw json.Fault("something follows the event");
    }

    private void ReadEvent(ReadOnlySpan<byte> utf8, ref LenientJson json, Encoding? encoding, EventBatch batch)
    {
        var headers = Headers.Empty;
        JsonText body = default;
        for (var more = json.BeginObject(); more; more = json.NextMember())
        {
            var name = json.ReadName();
            if (name.Is("body"u8))
                body = ReadValue(ref json, out _);
            else if (name.Is("headers"u8))
                headers = ReadHeaders(utf8, ref json);
            else
                json.SkipValue();
        }
        var text = body.Utf8(_unescaped);
        if (encoding is null)
            batch.AddCopy(headers, text);
        else
            batch.Add(headers, Encoded(text, encoding));
    }

    private static byte[] Encoded(ReadOnlySpan<byte> utf8, Encoding encoding)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return text.Length == 0 ? [] : [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
    }

    private static JsonText ReadValue(scoped ref LenientJson json, out bool isNull)
    {
        isNull = false;
        switch (json.Peek())
        {
            case JsonToken.Text:
                return json.ReadText();
            case JsonToken.True:
                json.SkipWord(JsonToken.True);
                return new JsonText("true"u8, false);
            case JsonToken.False:
                json.SkipWord(JsonToken.False);
                return new JsonText("false"u8, false);
            case JsonToken.Null when json.SkipsNull():
                isNull = true;
                return default;
            default:
                throw json.Fault("a text is expected");
        }
    }

    private Headers ReadHeaders(ReadOnlySpan<byte> utf8, ref LenientJson json)
    {
        var token = json.Peek();
        if (token == JsonToken.Null && json.SkipsNull())
            return Headers.Empty;
        var start = json.Position;
        var ahead = json;
        ahead.SkipValue();
        var text = utf8[start..ahead.Position];
        if (text.Length > LongestKnown)
            return ParseHeaders(token, ref json);
        ref var slot = ref _known[Hash(text) % Slots];
        if (text.SequenceEqual(slot.Text))
            json = ahead;
        else
            slot = (text.ToArray(), ParseHeaders(token, ref json));
        return slot.Headers;
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        return (uint)hash.ToHashCode();
    }

    private Headers ParseHeaders(JsonToken token, ref LenientJson json)
    {
        _pairs.Clear();
        if (token == JsonToken.Array)
        {
            for (var more = json.BeginArray(); more; more = json.NextItem())
                ReadPair(ref json);
        }
        else
        {
            for (var more = json.BeginObject(); more; more = json.NextMember())
                Add(json.ReadName().ToString(), ref json);
        }
        return Headers.From(_pairs);
    }

    // Gson takes a map as an array of pairs, too.
    private void ReadPair(ref LenientJson json)
    {
        if (!json.BeginArray())
            throw json.Fault("a name and a value are expected");
        var name = ReadValue(ref json, out var hasNoName).ToString();
        if (!json.NextItem())
            throw json.Fault("a value is expected");
        Add(hasNoName ? "null" : name, ref json);
        if (json.NextItem())
            throw json.Fault("a pair has two items");
    }

    // A header without a value would break whoever reads it: there is none then.
    private void Add(string name, ref LenientJson json)
    {
        var value = ReadValue(ref json, out var isNull);
        if (isNull)
            return;
        foreach (var pair in _pairs)
            if (pair.Key == name)
                throw json.Fault($"the header '{name}' comes a second time");
        _pairs.Add(new(name, value.ToString()));
    }
}
