using System.Runtime.InteropServices;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>Reads the maps of headers. A map has its count first, so the bytes of the last one are the last headers again.</summary>
internal sealed class HeaderMaps(ThriftProtocol protocol)
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];
    private byte[] _last = [];
    private Headers _lastHeaders = Headers.Empty;

    /// <summary>Reads a map, or half of one where the reader comes to be short.</summary>
    /// <exception cref="WireFormatException">It is no map of texts.</exception>
    public Headers Read(ref ThriftReader reader)
    {
        var rest = reader.Rest;
        if (_last.Length > 0 && rest.StartsWith(_last))
        {
            reader.Advance(_last.Length);
            return _lastHeaders;
        }
        var start = reader.Position;
        _pairs.Clear();
        var (key, value, count) = reader.ReadMap();
        if (count > 0 && (key, value) != (ThriftType.Binary, ThriftType.Binary))
            throw new WireFormatException($"A map of {key} to {value} is no map of headers ({protocol} protocol).");
        for (; count > 0 && !reader.IsShort; count--)
        {
            var name = reader.ReadString();
            _pairs.Add(new(name, reader.ReadString()));
        }
        if (reader.IsShort)
            return Headers.Empty;
        _last = rest[..(reader.Position - start)].ToArray();
        return _lastHeaders = _pairs.Count == 0 ? Headers.Empty : Headers.From(CollectionsMarshal.AsSpan(_pairs));
    }
}
