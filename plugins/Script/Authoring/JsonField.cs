using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlumePlug.Script;

/// <summary>
/// A value in a JSON body, read from its bytes without making objects. Of equal names the first counts, and what stands behind
/// the field that was asked for is not looked at. Valid until the event changes.
/// </summary>
[SuppressMessage("Usage", "CA2225", Justification = "The properties are the named alternatives.")]
[SuppressMessage("Naming", "CA1720", Justification = "Scripts should read well.")]
public readonly ref struct JsonField
{
    // Behind an object or array, more may follow.
    private readonly ReadOnlySpan<byte> _json;
    private readonly JsonNode? _written;

    private JsonField(ReadOnlySpan<byte> json, JsonTokenType kind)
    {
        _json = json;
        Kind = kind;
    }

    private JsonField(JsonNode? written) => (_written, Kind) = (written, JsonTokenType.Null);

    /// <summary>The first token; <see cref="JsonTokenType.None"/> when there is no such field.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>Whether the field is there, be it null.</summary>
    public bool Exists => Kind != JsonTokenType.None;

    /// <summary>Whether it is missing or null.</summary>
    public bool IsNull => Kind is JsonTokenType.None or JsonTokenType.Null;

    /// <summary>The bytes of the value as they stand in the body.</summary>
    public ReadOnlySpan<byte> Raw =>
        Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? _json[..JsonScan.ValueEnd(_json, 0)] : _json;

    /// <summary>A string's text, another value as it is written; null when it is missing or null.</summary>
    public string? Text => Kind == JsonTokenType.String ? Reader().GetString() : IsNull ? null : System.Text.Encoding.UTF8.GetString(Raw);

    /// <summary>A whole number.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public long Int => Kind == JsonTokenType.Number && Reader().TryGetInt64(out var value) ? value : throw No("whole number");

    /// <summary>A number.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public double Number => Kind == JsonTokenType.Number ? Reader().GetDouble() : throw No("number");

    /// <summary>A boolean; a missing field is false.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public bool IsTrue => Kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.None or JsonTokenType.Null => false,
        _ => throw No("boolean"),
    };

    /// <summary>A field of an object; one that does not exist when there is none, or when this is no object.</summary>
    public JsonField this[string name]
    {
        get
        {
            if (Kind != JsonTokenType.StartObject)
                return default;
            var value = JsonScan.Field(_json, name);
            return value.IsEmpty ? default : new JsonField(value, JsonScan.KindOf(value[0]));
        }
    }

    /// <summary>An item of an array; one that does not exist when there are not so many, or when this is no array.</summary>
    public JsonField this[int index]
    {
        get
        {
            foreach (var item in this)
                if (index-- == 0)
                    return item;
            return default;
        }
    }

    /// <summary>The items of an array, for <c>foreach</c>; none when it is no array.</summary>
    public ItemEnumerator GetEnumerator() => new(this);

    /// <summary>As <see cref="Text"/>, empty for null.</summary>
    public override string ToString() => Text ?? "";

    /// <summary>Never: a field is no object.</summary>
    public override bool Equals(object? obj) => false;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Kind;

    /// <exception cref="JsonException">It does not begin like a value.</exception>
    internal static JsonField Of(ReadOnlySpan<byte> json)
    {
        var value = json[JsonScan.ValueAt(json, 0)..];
        return new JsonField(value, JsonScan.KindOf(value[0])).Checked();
    }

    internal JsonNode? ToNode() => _written ?? (IsNull ? null : JsonNode.Parse(Raw));

    // Words such as `nothing` begin like a value; objects and arrays show what they are as they are read.
    private JsonField Checked()
    {
        if (Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            _ = Reader();
        return this;
    }

    private Utf8JsonReader Reader()
    {
        var reader = new Utf8JsonReader(_json);
        reader.Read();
        return reader;
    }

    private bool Is(string? text) =>
        text is null ? IsNull : Kind == JsonTokenType.String && JsonScan.IsString(_json, text);

    private InvalidOperationException No(string wanted) => new(Exists
        ? $"The JSON field is a {Kind.ToString().ToUpperInvariant()}, no {wanted}."
        : $"The JSON field is missing, and {wanted}s are not.");

    /// <summary>As <see cref="Text"/>.</summary>
    public static implicit operator string?(JsonField field) => field.Text;

    /// <summary>A text to write.</summary>
    public static implicit operator JsonField(string? value) => new(value is null ? null : JsonValue.Create(value));

    /// <summary>A text to write.</summary>
    public static implicit operator JsonField(EventText value) => new(JsonValue.Create(value.ToString()));

    /// <summary>A number to write.</summary>
    public static implicit operator JsonField(long value) => new(JsonValue.Create(value));

    /// <summary>A number to write.</summary>
    public static implicit operator JsonField(int value) => new(JsonValue.Create(value));

    /// <summary>A number to write.</summary>
    public static implicit operator JsonField(double value) => new(JsonValue.Create(value));

    /// <summary>A boolean to write.</summary>
    public static implicit operator JsonField(bool value) => new(JsonValue.Create(value));

    /// <summary>A tree to write.</summary>
    public static implicit operator JsonField(JsonNode? value) => new(value);

    /// <summary>Whether it is that string; null: whether it is missing or null.</summary>
    public static bool operator ==(JsonField field, string? value) => field.Is(value);

    /// <summary>Whether it is not that string.</summary>
    public static bool operator !=(JsonField field, string? value) => !field.Is(value);

    /// <summary>Whether it is that number.</summary>
    public static bool operator ==(JsonField field, double value) => field.Kind == JsonTokenType.Number && field.Number == value;

    /// <summary>Whether it is not that number.</summary>
    public static bool operator !=(JsonField field, double value) => !(field == value);

    /// <summary>Whether it is that boolean.</summary>
    public static bool operator ==(JsonField field, bool value) => field.Kind == (value ? JsonTokenType.True : JsonTokenType.False);

    /// <summary>Whether it is not that boolean.</summary>
    public static bool operator !=(JsonField field, bool value) => !(field == value);

    /// <summary>The items of an array, one after the other.</summary>
    public ref struct ItemEnumerator
    {
        private readonly ReadOnlySpan<byte> _json;
        private int _start;
        private int _end;

        internal ItemEnumerator(JsonField array)
        {
            _json = array.Kind == JsonTokenType.StartArray ? array._json : default;
            _end = 1;
        }

        /// <summary>The item at hand.</summary>
        public readonly JsonField Current => new(_json[_start.._end], JsonScan.KindOf(_json[_start]));

        /// <summary>Goes to the next item.</summary>
        public bool MoveNext()
        {
            if (_json.IsEmpty)
                return false;
            _start = JsonScan.ItemAfter(_json, _end);
            if (_start < 0)
                return false;
            _end = JsonScan.ValueEnd(_json, _start);
            return true;
        }
    }
}
