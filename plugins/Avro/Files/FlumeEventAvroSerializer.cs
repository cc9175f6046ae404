using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Containers;

namespace FlumePlug.Avro;

/// <summary>An Avro container file of records with headers and body (Flume's FlumeEventAvroEventSerializer).</summary>
[Serializer("avro_event",
    Aliases =
    [
        "org.apache.flume.serialization.FlumeEventAvroEventSerializer$Builder",
        "org.apache.flume.serialization.FlumeEventAvroEventSerializer",
    ],
    Summary = "An Avro container file of records with headers and body.")]
public sealed class FlumeEventAvroSerializer : IEventSerializer
{
    private const string Schema = """{"type":"record","name":"Event","fields":[{"name":"headers","type":{"type":"map","values":"string"}},{"name":"body","type":"bytes"}]}""";

    private readonly ContainerWriter _container;
    private readonly EncodedHeaders _headers = new();

    /// <summary>Finds the codec.</summary>
    public FlumeEventAvroSerializer(ContainerOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _container = new ContainerWriter(options.Codec(context), options.SyncIntervalBytes);
    }

    /// <summary>As in Flume a container file is not gone on with.</summary>
    public bool SupportsAppending => false;

    /// <inheritdoc/>
    public void Open(IBufferWriter<byte> writer, bool appending)
    {
        if (appending)
            throw new NotSupportedException("Avro API doesn't support append");
        _container.WriteHeader(writer, Schema);
    }

    /// <inheritdoc/>
    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (ref readonly var written in batch.Events)
        {
            _container.Block.Write(_headers.Encode(written.Headers.AsSpan()));
            _container.Block.WriteBytes(written.Body.Span);
            _container.RecordWritten(writer);
        }
    }

    /// <inheritdoc/>
    public void Flush(IBufferWriter<byte> writer, bool closing) => _container.EndBlock(writer);
}
