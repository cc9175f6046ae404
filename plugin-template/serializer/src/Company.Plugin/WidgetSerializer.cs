using System.Buffers;
using System.Text.Json;
using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Writes each event as a line of JSON, the body as text. Replace it by the format of your files.</summary>
[Serializer("widget", Summary = "Writes each event as a line of JSON.")]
public sealed class WidgetSerializer(WidgetOptions options) : IEventSerializer
{
    public void Open(IBufferWriter<byte> writer, bool appending)
    {
    }

    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        using var json = new Utf8JsonWriter(writer);
        foreach (ref readonly var one in batch.Events)
        {
            json.WriteStartObject();
            if (options.IncludeHeaders)
                WriteHeaders(json, one.Headers);
            json.WriteString("body", System.Text.Encoding.UTF8.GetString(one.Body.Span));
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            writer.Write("\n"u8);
        }
    }

    public void Flush(IBufferWriter<byte> writer, bool closing)
    {
    }

    private static void WriteHeaders(Utf8JsonWriter json, Headers headers)
    {
        json.WriteStartObject("headers");
        foreach (var (name, value) in headers.AsSpan())
            json.WriteString(name, value);
        json.WriteEndObject();
    }
}
