using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Containers;

namespace FlumePlug.Avro;

/// <summary>
/// An Avro container file whose records are the bodies, encoded already by a schema that the first event's header gives (Flume's
/// AvroEventSerializer).
/// </summary>
[Serializer("org.apache.flume.sink.hdfs.AvroEventSerializer$Builder",
    Aliases = ["org.apache.flume.sink.hdfs.AvroEventSerializer"],
    Summary = "An Avro container file whose records are the events' bodies, encoded by the schema that a header gives.")]
public sealed class AvroEventSerializer : IEventSerializer
{
    private const string UrlHeader = "flume.avro.schema.url";
    private const string LiteralHeader = "flume.avro.schema.literal";
    private static readonly TimeSpan FetchTime = TimeSpan.FromSeconds(30);

    private readonly AvroEventOptions _options;
    private readonly ContainerWriter _container;
    private bool _isBegun;

    /// <summary>Finds the codec.</summary>
    public AvroEventSerializer(AvroEventOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _options = options;
        _container = new ContainerWriter(options.Codec(context), options.SyncIntervalBytes);
    }

    /// <summary>As in Flume a container file is not gone on with.</summary>
    public bool SupportsAppending => false;

    /// <summary>Writes nothing: the schema comes with the first event.</summary>
    public void Open(IBufferWriter<byte> writer, bool appending)
    {
        if (appending)
            throw new NotSupportedException("Avro API doesn't support append");
    }

    /// <inheritdoc/>
    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (ref readonly var written in batch.Events)
        {
            if (!_isBegun)
                _container.WriteHeader(writer, SchemaOf(written));
            _isBegun = true;
            _container.Block.Write(written.Body.Span);
            _container.RecordWritten(writer);
        }
    }

    /// <inheritdoc/>
    public void Flush(IBufferWriter<byte> writer, bool closing) => _container.EndBlock(writer);

    private string SchemaOf(in Event first)
    {
        var schema = first.Headers[UrlHeader] is { } url ? Fetch(url)
            : first.Headers[LiteralHeader] ?? (_options.SchemaUrl is { } given ? Fetch(given) : null);
        if (schema is null)
            throw new EventDeliveryException($"Could not find schema for event {first.Headers}: it has neither {UrlHeader} nor {LiteralHeader}, and there is no schemaURL.");
        try
        {
            AvroSchema.Parse(schema);
            return schema;
        }
        catch (WireFormatException malformed)
        {
            throw new EventDeliveryException($"The schema of event {first.Headers} cannot be used: {malformed.Message}", malformed);
        }
    }

    private static string Fetch(string url)
    {
        try
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("file" or "http" or "https"))
                throw new EventDeliveryException($"The schema at {url} cannot be read: only file:, http: and https: can.");
            if (address.IsFile)
                return File.ReadAllText(address.LocalPath);
            using var client = new HttpClient { Timeout = FetchTime };
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, address));
            response.EnsureSuccessStatusCode();
            using var text = new StreamReader(response.Content.ReadAsStream());
            return text.ReadToEnd();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException or OperationCanceledException)
        {
            throw new EventDeliveryException($"The schema at {url} cannot be read: {failure.Message}", failure);
        }
    }
}
