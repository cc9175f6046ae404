using System.Text;

namespace FlumePlug.Sdk.Text.Charsets;

/// <summary>
/// UTF-16 and UTF-32 whose byte order is told by a mark at the start: without one it is read, and always written, in the
/// default order; the mark is written where Java writes one.
/// </summary>
internal sealed class MarkedEncoding(string name, Encoding standard, Encoding reversed, byte[] mark, bool writesMark)
    : SpanEncoding(name)
{
    public override int GetByteCount(ReadOnlySpan<char> chars)
        => standard.GetByteCount(chars) + (writesMark && !chars.IsEmpty ? mark.Length : 0);

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        if (!writesMark || chars.IsEmpty)
            return standard.GetBytes(chars, bytes);
        mark.CopyTo(bytes);
        return mark.Length + standard.GetBytes(chars, bytes[mark.Length..]);
    }

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => Order(bytes, out var rest).GetCharCount(bytes[rest..]);

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
        => Order(bytes, out var rest).GetChars(bytes[rest..], chars);

    public override int GetMaxByteCount(int charCount) => standard.GetMaxByteCount(charCount) + mark.Length;

    public override int GetMaxCharCount(int byteCount) => standard.GetMaxCharCount(byteCount);

    public override Decoder GetDecoder() => new MarkDecoder(this);

    private Encoding Order(ReadOnlySpan<byte> bytes, out int rest)
    {
        rest = mark.Length;
        if (bytes.StartsWith(mark))
            return standard;
        if (bytes.Length >= mark.Length && IsReversedMark(bytes[..mark.Length]))
            return reversed;
        rest = 0;
        return standard;
    }

    private bool IsReversedMark(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < mark.Length; i++)
        {
            if (bytes[i] != mark[^(i + 1)])
                return false;
        }

        return true;
    }

    /// <summary>Keeps the first bytes until they can be told from a mark, then leaves all to the order's own decoder.</summary>
    private sealed class MarkDecoder(MarkedEncoding encoding) : Decoder
    {
        private byte[] _kept = [];
        private Decoder? _decoder;

        public override void Reset() => (_kept, _decoder) = ([], null);

        public override int GetCharCount(byte[] bytes, int index, int count) => encoding.GetMaxCharCount(count + _kept.Length);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
            => GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush: false);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex, bool flush)
        {
            if (_decoder is not null)
                return _decoder.GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush);
            _kept = [.. _kept, .. bytes.AsSpan(byteIndex, byteCount)];
            if (_kept.Length < 4 && !flush)
                return 0;
            _decoder = encoding.Order(_kept, out var rest).GetDecoder();
            return _decoder.GetChars(_kept.AsSpan(rest), chars.AsSpan(charIndex), flush);
        }
    }
}
