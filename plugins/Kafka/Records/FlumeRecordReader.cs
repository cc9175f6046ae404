using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro;

namespace FlumePlug.Kafka.Records;

/// <summary>Reads what <see cref="FlumeRecord"/> writes. One call at a time.</summary>
internal sealed class FlumeRecordReader
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];
    private byte[] _lastMap = [0];
    private Headers _last = Headers.Empty;

    /// <summary>The headers and the body, which lies in the value.</summary>
    /// <exception cref="WireFormatException">It is no such record.</exception>
    public FlumeEventView Read(ReadOnlySpan<byte> value)
    {
        var reader = new AvroReader(value);
        if (value.StartsWith(_lastMap))
            reader.ReadFixed(_lastMap.Length);
        else
            ReadHeaders(ref reader, value);
        return new(_last, reader.ReadBytes());
    }

    // Records in a row often have the same headers, which their bytes show: a map ends by its own bytes.
    private void ReadHeaders(ref AvroReader reader, ReadOnlySpan<byte> value)
    {
        _pairs.Clear();
        while (reader.ReadBlockCount() is > 0 and var entries)
            for (; entries > 0; entries--)
            {
                var name = Encoding.UTF8.GetString(reader.ReadBytes());
                _pairs.Add(new(name, Encoding.UTF8.GetString(reader.ReadBytes())));
            }
        var headers = Headers.From(CollectionsMarshal.AsSpan(_pairs));
        (_lastMap, _last) = (value[..reader.Position].ToArray(), headers);
    }
}

/// <summary>An event as a record holds it; the body lies in the record.</summary>
internal readonly ref struct FlumeEventView(Headers headers, ReadOnlySpan<byte> body)
{
    public Headers Headers { get; } = headers;

    public ReadOnlySpan<byte> Body { get; } = body;
}
