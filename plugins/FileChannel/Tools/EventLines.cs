using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary>
/// Writes events as lines <c>{"headers": {"k": "v"}, "body": "text"}</c>, as the HTTP source's handler ndjson and the tools for
/// scripts read them; a body that is no UTF-8 is <c>bodyBase64</c>.
/// </summary>
internal sealed class EventLines(TextWriter to)
{
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();

    public long Count { get; private set; }

    public void Write(in Event written)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, AsWritten))
        {
            json.WriteStartObject();
            json.WriteStartObject("headers");
            foreach (ref readonly var header in written.Headers.AsSpan())
                json.WriteString(header.Key, header.Value);
            json.WriteEndObject();
            if (Utf8.IsValid(written.Body.Span))
                json.WriteString("body", written.Body.Span);
            else
                json.WriteBase64String("bodyBase64", written.Body.Span);
            json.WriteEndObject();
        }
        to.Write(Encoding.UTF8.GetString(_line.WrittenSpan));
        to.Write('\n');
        Count++;
    }
}
