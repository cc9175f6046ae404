using System.Buffers;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>Writes files with new serializers.</summary>
internal sealed class SerializerTrial(Func<IEventSerializer> create, Func<ReadOnlyMemory<byte>, IReadOnlyList<string>> read)
{
    public static IReadOnlyList<Event> Events { get; } =
    [
        EventOf("plain text"),
        EventOf(""),
        EventOf("with headers", ("host", "h1"), ("timestamp", "1767225600000"), ("empty", "")),
        EventOf("grüße €𝄞", ("Grüße", "€")),
        new(Headers.Empty, new byte[] { 0, 0xFF, 0xC3, (byte)'\n', 0xED, 0xA0, 0x80 }),
        EventOf(new string('x', 100_000)),
    ];

    public IEventSerializer Build() => create();

    public IReadOnlyList<string> Read(ReadOnlyMemory<byte> file) => read(file);

    /// <summary>A file of one write for each batch of texts, each batch gone before the file is closed.</summary>
    public byte[] Write(params string[][] batches)
    {
        var (serializer, writer) = (Build(), new ArrayBufferWriter<byte>());
        serializer.Open(writer, appending: false);
        foreach (var texts in batches)
        {
            using var batch = BatchOf(texts);
            serializer.Write(batch, writer);
        }
        serializer.Flush(writer, closing: true);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Whether two new instances write the same bytes for the same texts.</summary>
    public bool IsRepeatable() => Write(["a", "b"], ["c"]).AsSpan().SequenceEqual(Write(["a", "b"], ["c"]));
}

/// <summary>Gives buffers of exactly the size asked for, one byte at least, or much larger ones full of other bytes.</summary>
internal sealed class AwkwardWriter(int slack) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _written = new();
    private byte[] _buffer = [];

    public ReadOnlySpan<byte> Written => _written.WrittenSpan;

    public void Advance(int count)
    {
        Require.That(count <= _buffer.Length, $"The serializer wrote {count} bytes into a buffer of {_buffer.Length}.");
        _written.Write(_buffer.AsSpan(0, count));
        _buffer = [];
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _buffer = new byte[Math.Max(1, sizeHint) + slack];
        _buffer.AsSpan().Fill(0xDD);
        return _buffer;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
