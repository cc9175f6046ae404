using System.Buffers;
using FlumePlug.Sdk;

namespace FlumePlug.Serializers;

/// <summary>The body, and a newline.</summary>
[Serializer("text",
    Aliases =
    [
        "org.apache.flume.serialization.BodyTextEventSerializer$Builder",
        "org.apache.flume.serialization.BodyTextEventSerializer",
    ],
    Summary = "The body of each event as it is, and a newline.")]
public sealed class TextSerializer(NewlineOptions options) : IEventSerializer
{
    // A writer is asked for memory once per so many bytes, not once per event.
    private const int Chunk = 32 * 1024;

    private readonly int _end = options.AppendNewline ? 1 : 0;

    /// <inheritdoc/>
    public void Open(IBufferWriter<byte> writer, bool appending)
    {
    }

    /// <inheritdoc/>
    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(writer);
        var events = batch.Events;
        while (!events.IsEmpty)
        {
            var taken = 0;
            var size = 0;
            do
                size += events[taken++].Body.Length + _end;
            while (taken < events.Length && size + events[taken].Body.Length + _end <= Chunk);
            Copy(events[..taken], writer.GetSpan(size));
            writer.Advance(size);
            events = events[taken..];
        }
    }

    /// <inheritdoc/>
    public void Flush(IBufferWriter<byte> writer, bool closing)
    {
    }

    private void Copy(ReadOnlySpan<Event> events, Span<byte> target)
    {
        foreach (ref readonly var written in events)
        {
            var body = written.Body.Span;
            body.CopyTo(target);
            if (_end != 0)
                target[body.Length] = (byte)'\n';
            target = target[(body.Length + _end)..];
        }
    }
}
