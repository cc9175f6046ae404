using System.Text;

namespace FlumePlug.Wire.Avro;

/// <summary>The headers encoded last: events in a row often share them, which the strings themselves show.</summary>
public sealed class EncodedHeaders
{
    private byte[] _bytes = new byte[256];
    private int _length;
    private KeyValuePair<string, string>[] _of = new KeyValuePair<string, string>[8];
    private int _count;

    /// <summary>The headers as a map; valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        if (headers.IsEmpty)
            return "\0"u8;
        if (!AreTheSame(headers))
            EncodeAnew(headers);
        return _bytes.AsSpan(0, _length);
    }

    private bool AreTheSame(ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        if (headers.Length != _count)
            return false;
        for (var i = 0; i < headers.Length; i++)
            if (!ReferenceEquals(headers[i].Value, _of[i].Value) || !ReferenceEquals(headers[i].Key, _of[i].Key))
                return false;
        return true;
    }

    private void EncodeAnew(ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        var most = 2L * AvroWriter.MostLongBytes;
        foreach (ref readonly var header in headers)
            most += (2 * AvroWriter.MostLongBytes) + (3L * header.Key.Length) + (3L * header.Value.Length);
        if (most > _bytes.Length)
            _bytes = new byte[most];
        if (headers.Length > _of.Length)
            _of = new KeyValuePair<string, string>[headers.Length];
        headers.CopyTo(_of);
        _count = headers.Length;
        _length = AvroWriter.WriteLong(_bytes, headers.Length);
        foreach (ref readonly var header in headers)
        {
            WriteString(header.Key);
            WriteString(header.Value);
        }
        _bytes[_length++] = 0;
    }

    private void WriteString(string value) =>
        _length += AvroWriter.WriteString(_bytes.AsSpan(_length), value, Encoding.UTF8.GetByteCount(value));
}
