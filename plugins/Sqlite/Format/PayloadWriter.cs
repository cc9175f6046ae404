using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>
/// Writes the events of a row. Each is a number, the length of its body doubled, plus one when its headers follow because they
/// are not those of the event before; then the headers (count, then name and value each); then the body. Numbers are in 7 bits
/// a byte, the low ones first. A text is its length in bytes doubled, then UTF-8; plus one where it is little-endian UTF-16
/// because it holds half a surrogate pair.
/// </summary>
internal sealed class PayloadWriter
{
    private const int LongestNumber = 10;
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;
    private Headers _last = Headers.Empty;

    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(0, _length);

    public void Clear() => (_length, _last) = (0, Headers.Empty);

    public void Write(in Event written)
    {
        var body = written.Body.Span;
        var same = ReferenceEquals(written.Headers, _last) || written.Headers.AsSpan().SequenceEqual(_last.AsSpan());
        WriteNumber((ulong)body.Length << 1 | (same ? 0u : 1u));
        if (!same)
            WriteHeaders(_last = written.Headers);
        body.CopyTo(Room(body.Length));
        _length += body.Length;
    }

    private void WriteHeaders(Headers headers)
    {
        WriteNumber((ulong)headers.Count);
        foreach (ref readonly var header in headers.AsSpan())
        {
            WriteText(header.Key);
            WriteText(header.Value);
        }
    }

    private void WriteText(string text)
    {
        if (HasLoneSurrogate(text))
        {
            var units = MemoryMarshal.AsBytes(text.AsSpan());
            WriteNumber((ulong)units.Length << 1 | 1);
            units.CopyTo(Room(units.Length));
            _length += units.Length;
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        WriteNumber((ulong)length << 1);
        _length += Encoding.UTF8.GetBytes(text, Room(length));
    }

    private static bool HasLoneSurrogate(string text)
    {
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = rest.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 == rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
                return true;
            rest = rest[(at + 2)..];
        }
        return false;
    }

    private void WriteNumber(ulong value)
    {
        var room = Room(LongestNumber);
        for (; value > 0x7F; value >>= 7, _length++, room = room[1..])
            room[0] = (byte)(value | 0x80);
        room[0] = (byte)value;
        _length++;
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - _length < size)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, (long)_length + size)));
        return _bytes.AsSpan(_length);
    }
}
