using FlumePlug.Sdk;
using FlumePlug.Wire.Avro;

namespace FlumePlug.Kafka.Records;

/// <summary>
/// An event as a record's value: the bare Avro datum of Flume's AvroFlumeEvent, a map of headers and the body, without a container or
/// a schema's fingerprint.
/// </summary>
internal sealed class FlumeRecord
{
    private readonly EncodedHeaders _headers = new();
    private byte[] _bytes = new byte[4096];

    /// <summary>Writes an event; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(in Event written)
    {
        var headers = _headers.Encode(written.Headers.AsSpan());
        var size = headers.Length + AvroWriter.SizeOfBytes(written.Body.Length);
        if (size > _bytes.Length)
            _bytes = new byte[Math.Max(size, _bytes.Length * 2)];
        headers.CopyTo(_bytes);
        AvroWriter.WriteBytes(_bytes.AsSpan(headers.Length), written.Body.Span);
        return _bytes.AsSpan(0, size);
    }
}
