using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Serializers;

/// <summary>The headers as Java writes a map, a blank, the body, and a newline.</summary>
[Serializer("header_and_text",
    Aliases =
    [
        "org.apache.flume.serialization.HeaderAndBodyTextEventSerializer$Builder",
        "org.apache.flume.serialization.HeaderAndBodyTextEventSerializer",
    ],
    Summary = "The headers as {name=value, name=value}, a blank, the body, and a newline.")]
public sealed class HeaderAndTextSerializer(NewlineOptions options) : IEventSerializer
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly int _end = options.AppendNewline ? 1 : 0;
    private Headers? _last;

    /// <inheritdoc/>
    public void Open(IBufferWriter<byte> writer, bool appending)
    {
    }

    /// <inheritdoc/>
    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (ref readonly var written in batch.Events)
        {
            var headers = TextOf(written.Headers);
            var body = written.Body.Span;
            var size = headers.Length + body.Length + _end;
            var target = writer.GetSpan(size);
            headers.CopyTo(target);
            body.CopyTo(target[headers.Length..]);
            if (_end != 0)
                target[size - 1] = (byte)'\n';
            writer.Advance(size);
        }
    }

    /// <inheritdoc/>
    public void Flush(IBufferWriter<byte> writer, bool closing)
    {
    }

    // Events that share their headers share the text.
    private ReadOnlySpan<byte> TextOf(Headers headers)
    {
        if (!ReferenceEquals(headers, _last))
        {
            _text.ResetWrittenCount();
            JavaMapText.Write(_text, headers.AsSpan());
            _text.Write(" "u8);
            _last = headers;
        }
        return _text.WrittenSpan;
    }
}
