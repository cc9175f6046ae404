using System.Buffers;
using FlumePlug.Sdk;

namespace FlumePlug.Tests;

/// <summary>Writes a head, each body as a line and an end; fails behind an event named <c>poison</c>.</summary>
internal sealed class LineSerializer(string head = "", string end = "") : IEventSerializer
{
    public void Open(IBufferWriter<byte> writer, bool appending) => Write(writer, head);

    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        foreach (ref readonly var written in batch.Events)
        {
            writer.Write(written.Body.Span);
            writer.Write("\n"u8);
            if (written.Body.Span.SequenceEqual("poison"u8))
                throw new InvalidOperationException("poisoned");
        }
    }

    public void Flush(IBufferWriter<byte> writer, bool closing)
    {
        if (closing)
            Write(writer, end);
    }

    private static void Write(IBufferWriter<byte> writer, string text) => writer.Write(System.Text.Encoding.UTF8.GetBytes(text));
}
