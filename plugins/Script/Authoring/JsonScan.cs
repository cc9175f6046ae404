using System.Buffers;
using System.Text;
using System.Text.Json;

namespace FlumePlug.Script;

/// <summary>
/// Finds values in JSON by skipping what is not asked for: only quotes, brackets and separators of that are looked at. Twice as
/// fast as a reader that checks everything on its way, and without a limit to the depth.
/// </summary>
internal static class JsonScan
{
    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",}] \t\r\n"u8);
    private static readonly SearchValues<byte> Nesting = SearchValues.Create("\"{}[]"u8);

    /// <summary>Where the value begins that stands at or behind a position.</summary>
    /// <exception cref="JsonException">Nothing that begins a value is there.</exception>
    public static int ValueAt(ReadOnlySpan<byte> json, int position)
    {
        position = NextAt(json, position);
        return KindOf(json[position]) != JsonTokenType.None ? position : throw Wrong(json, position, "a value");
    }

    /// <summary>What kind of value a byte begins.</summary>
    public static JsonTokenType KindOf(byte first) => first switch
    {
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'"' => JsonTokenType.String,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonTokenType.Number,
        _ => JsonTokenType.None,
    };

    /// <summary>The value of a field of the object that begins at a position; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> json, string name)
    {
        var position = NextAt(json, 1);
        if (json[position] == '}')
            return default;
        while (true)
        {
            if (json[position] != '"')
                throw Wrong(json, position, "a name in quotes");
            var end = StringEnd(json, position);
            var found = IsString(json[position..end], name);
            position = NextAt(json, end);
            if (json[position] != ':')
                throw Wrong(json, position, "':'");
            position = ValueAt(json, position + 1);
            end = ValueEnd(json, position);
            if (found)
                return json[position..end];
            position = NextAt(json, end);
            if (json[position] == '}')
                return default;
            position = json[position] == ',' ? NextAt(json, position + 1) : throw Wrong(json, position, "',' or '}'");
        }
    }

    /// <summary>Where the item of an array begins that stands behind a position in it; -1 behind the last one.</summary>
    public static int ItemAfter(ReadOnlySpan<byte> json, int position)
    {
        var next = NextAt(json, position);
        if (json[next] == ']')
            return -1;
        if (position == 1)
            return ValueAt(json, next);
        return json[next] == ',' ? ValueAt(json, next + 1) : throw Wrong(json, next, "',' or ']'");
    }

    /// <summary>Where the value that begins at a position ends.</summary>
    public static int ValueEnd(ReadOnlySpan<byte> json, int position) => json[position] switch
    {
        (byte)'"' => StringEnd(json, position),
        (byte)'{' or (byte)'[' => NestedEnd(json, position),
        _ => json[position..].IndexOfAny(ScalarEnds) is >= 0 and var length ? position + length : json.Length,
    };

    /// <summary>Whether a string in quotes says a text.</summary>
    public static bool IsString(ReadOnlySpan<byte> quoted, string text)
    {
        var content = quoted[1..^1];
        if (Ascii.Equals(content, text))
            return true;
        // Escaped or not ASCII: as many bytes as characters at least.
        if (content.Length < text.Length || (Ascii.IsValid(text) && !content.Contains((byte)'\\')))
            return false;
        var reader = new Utf8JsonReader(quoted);
        return reader.Read() && reader.ValueTextEquals(text);
    }

    private static int StringEnd(ReadOnlySpan<byte> json, int quote)
    {
        for (var position = quote + 1; ; position += 2)
        {
            var length = position < json.Length ? json[position..].IndexOfAny((byte)'"', (byte)'\\') : -1;
            if (length < 0)
                throw Wrong(json, json.Length, "the end of a string");
            position += length;
            if (json[position] == '"')
                return position + 1;
        }
    }

    private static int NestedEnd(ReadOnlySpan<byte> json, int position)
    {
        for (var depth = 0; position < json.Length; position++)
        {
            var length = json[position..].IndexOfAny(Nesting);
            if (length < 0)
                break;
            position += length;
            if (json[position] == '"')
                position = StringEnd(json, position) - 1;
            else if (json[position] is (byte)'{' or (byte)'[')
                depth++;
            else if (--depth == 0)
                return position + 1;
        }
        throw Wrong(json, json.Length, "the end of an object or array");
    }

    private static int NextAt(ReadOnlySpan<byte> json, int position)
    {
        while (position < json.Length && json[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            position++;
        return position < json.Length ? position : throw Wrong(json, json.Length, "more");
    }

    private static JsonException Wrong(ReadOnlySpan<byte> json, int position, string expected) => new(position >= json.Length
        ? $"The JSON ends where {expected} was expected."
        : $"The JSON has '{(char)json[position]}' at byte {position} where {expected} was expected.");
}
