using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlumePlug.Script;

/// <summary>The body of the event at hand as JSON: fields are read from the bytes as they are asked for, and written through a tree.</summary>
public sealed class JsonBody
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly EventScript _script;
    private ArrayBufferWriter<byte>? _text;
    private JsonNode? _tree;

    internal JsonBody(EventScript script) => _script = script;

    /// <summary>A field of the object that the body is; one that does not exist when there is none. Setting it rewrites the body.</summary>
    /// <exception cref="JsonException">The body is no JSON as far as it was read.</exception>
    public JsonField this[string name]
    {
        get => Root[name];
        set => Tree[name] = value.ToNode();
    }

    /// <summary>The body as a value.</summary>
    public JsonField Root
    {
        get
        {
            Flush();
            return JsonField.Of(_script.CurrentBody.Span);
        }
    }

    /// <summary>The body as a tree to change; the body is written anew from it when the script has run.</summary>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public JsonNode Tree
    {
        get => _tree ??= JsonNode.Parse(_script.CurrentBody.Span)
            ?? throw new InvalidOperationException("The body is null in JSON, which has no fields.");
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _tree = value;
        }
    }

    /// <summary>Whether the whole body is one JSON value.</summary>
    public bool IsValid
    {
        get
        {
            Flush();
            var reader = new Utf8JsonReader(_script.CurrentBody.Span);
            try
            {
                while (reader.Read())
                {
                }
                return true;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }

    internal void Forget() => _tree = null;

    // The tree stays: who holds it may go on changing it.
    internal void Flush()
    {
        if (_tree is null)
            return;
        _text ??= new ArrayBufferWriter<byte>();
        _text.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_text, Plain))
            _tree.WriteTo(writer);
        var memory = _script.Rent(_text.WrittenCount);
        _text.WrittenSpan.CopyTo(memory.Span);
        _script.SetBody(memory);
    }
}
