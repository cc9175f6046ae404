using System.Buffers;
using System.Text;

namespace FlumePlug.Sdk;

/// <summary>Turns one stream of bytes in a <see cref="Charset"/> into UTF-8, however the stream is cut. One call at a time.</summary>
public sealed class CharsetDecoder
{
    private const int CharsAtOnce = 4096;

    private readonly Decoder _bigEndian;
    private readonly Decoder? _littleEndian;
    private readonly int _unit;
    private readonly Encoder _utf8 = new UTF8Encoding(false).GetEncoder();
    private readonly byte[] _first = new byte[4];
    private int _firstCount;
    private Decoder? _decoder;

    internal CharsetDecoder(Encoding encoding, bool readsMark)
    {
        _bigEndian = encoding.GetDecoder();
        if (!readsMark)
        {
            _decoder = _bigEndian;
            return;
        }
        _unit = encoding is UTF32Encoding ? 4 : 2;
        Encoding opposite = _unit == 4 ? new UTF32Encoding(false, false) : new UnicodeEncoding(false, false);
        opposite = (Encoding)opposite.Clone();
        opposite.DecoderFallback = encoding.DecoderFallback;
        _littleEndian = opposite.GetDecoder();
    }

    /// <summary>Decodes the next bytes; an unfinished character waits for the bytes that finish it.</summary>
    /// <param name="bytes">The next bytes of the stream.</param>
    /// <param name="end">Whether these are the last ones: what is unfinished then is malformed.</param>
    /// <param name="utf8">Takes the text.</param>
    /// <exception cref="DecoderFallbackException">Malformed input, for a decoder that does not replace it.</exception>
    public void Decode(ReadOnlySpan<byte> bytes, bool end, IBufferWriter<byte> utf8)
    {
        if (_decoder is null)
        {
            bytes = ReadMark(bytes, end, utf8);
            if (_decoder is null)
                return;
        }
        Convert(bytes, end, utf8);
    }

    // The first unit is a mark, or text in big-endian.
    private ReadOnlySpan<byte> ReadMark(ReadOnlySpan<byte> bytes, bool end, IBufferWriter<byte> utf8)
    {
        var missing = Math.Min(_unit - _firstCount, bytes.Length);
        bytes[..missing].CopyTo(_first.AsSpan(_firstCount));
        _firstCount += missing;
        if (_firstCount < _unit && !end)
            return [];
        var first = _first.AsSpan(0, _firstCount);
        var isBig = first.SequenceEqual((ReadOnlySpan<byte>)(_unit == 4 ? [0, 0, 0xFE, 0xFF] : [0xFE, 0xFF]));
        var isLittle = first.SequenceEqual((ReadOnlySpan<byte>)(_unit == 4 ? [0xFF, 0xFE, 0, 0] : [0xFF, 0xFE]));
        _decoder = isLittle ? _littleEndian : _bigEndian;
        if (!isBig && !isLittle)
            Convert(first, false, utf8);
        return bytes[missing..];
    }

    private void Convert(ReadOnlySpan<byte> bytes, bool end, IBufferWriter<byte> utf8)
    {
        Span<char> chars = stackalloc char[CharsAtOnce];
        bool completed;
        do
        {
            _decoder!.Convert(bytes, chars, end, out var bytesUsed, out var charsUsed, out completed);
            bytes = bytes[bytesUsed..];
            var written = _utf8.GetBytes(chars[..charsUsed], utf8.GetSpan(charsUsed * 3 + 4), end && completed);
            utf8.Advance(written);
        }
        while (!completed);
    }
}
