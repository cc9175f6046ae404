using System.Buffers;
using System.Text.Json;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Containers;

namespace FlumePlug.Avro;

/// <summary>Which header tells the schema of an event.</summary>
public enum SchemaType
{
    /// <summary>The fingerprint of the schema: <c>flume.avro.schema.hash</c>.</summary>
    Hash,

    /// <summary>The schema itself: <c>flume.avro.schema.literal</c>.</summary>
    Literal,
}

/// <summary>What an <see cref="AvroDeserializer"/> can be told.</summary>
public sealed class AvroDeserializerOptions
{
    /// <summary>Which header is set.</summary>
    [Option("schemaType", Default = SchemaType.Hash, Summary = "Which header tells the schema: HASH or LITERAL.")]
    public SchemaType SchemaType { get; init; }
}

/// <summary>
/// Each record of an Avro container file is an event, its body the record's binary encoding (Flume's AvroEventDeserializer).
/// Positions are between blocks: after a crash the records of a block come again.
/// </summary>
[Deserializer("avro",
    Aliases =
    [
        "org.apache.flume.serialization.AvroEventDeserializer$Builder",
        "org.apache.flume.serialization.AvroEventDeserializer",
    ],
    Summary = "Each record of an Avro container file is an event.")]
public sealed class AvroDeserializer(AvroDeserializerOptions options) : IEventDeserializer
{
    private ContainerHeader? _header;
    private Headers _headers = Headers.Empty;
    private ContainerBlock? _block;
    private long _read;
    private int _offset;

    /// <inheritdoc/>
    public void Resume(ReadOnlySequence<byte> head, long position) =>
        Begin(ContainerReader.TryReadHeader(Contiguous(head)) ?? throw new FormatException("The header of the container file is truncated."));

    /// <inheritdoc/>
    public SequencePosition Read(ReadOnlySequence<byte> bytes, bool ended, EventBatch batch, int max)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var contiguous = Contiguous(bytes);
        var (used, most) = (0, batch.Count + max);
        if (_header is null)
        {
            if (contiguous.IsEmpty || ContainerReader.TryReadHeader(contiguous) is not { } header)
                return contiguous.IsEmpty || !ended ? bytes.Start : throw new FormatException("The header of the container file is truncated.");
            Begin(header);
            used = header.Length;
        }
        while (batch.Count < most && used < contiguous.Length)
        {
            if ((_block ??= ContainerReader.TryReadBlock(_header!, contiguous[used..])) is not { } block)
                return !ended ? bytes.GetPosition(used) : throw new FormatException("The container file ends in the middle of a block.");
            ReadRecords(block, batch, most);
            if (_read < block.Records)
                break;
            used += block.Length;
            (_block, _read, _offset) = (null, 0, 0);
        }
        return bytes.GetPosition(used);
    }

    private static ReadOnlySpan<byte> Contiguous(ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();

    private void Begin(ContainerHeader header)
    {
        _header = header;
        _headers = options.SchemaType == SchemaType.Hash
            ? Headers.Empty.With("flume.avro.schema.hash", Convert.ToHexStringLower(CanonicalForm.Fingerprint(header.Schema)))
            : Headers.Empty.With("flume.avro.schema.literal", Compact(header.SchemaText));
    }

    // Java prints the parsed schema: without the white space of the file.
    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        var compact = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(compact, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(compact.WrittenSpan);
    }

    private void ReadRecords(ContainerBlock block, EventBatch batch, int most)
    {
        var reader = new AvroReader(block.Bytes.AsSpan(_offset));
        var start = 0;
        for (; _read < block.Records && batch.Count < most; _read++)
        {
            GenericReader.Skip(_header!.Schema, ref reader);
            batch.AddCopy(_headers, block.Bytes.AsSpan(_offset + start, reader.Position - start));
            start = reader.Position;
        }
        _offset += start;
    }
}
