using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace FlumePlug.Sdk.Text.Charsets;

/// <summary>
/// UTF-8 as Java reads and writes it: half a surrogate pair, in three bytes, is one U+FFFD, and is written as a question
/// mark.
/// </summary>
internal sealed class Utf8Encoding() : SpanEncoding("utf-8")
{
    private const char Replacement = '\uFFFD';

    private static readonly Encoding Writer =
        GetEncoding("utf-8", new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD"));

    public override int CodePage => 65001;

    public override int GetByteCount(ReadOnlySpan<char> chars) => Writer.GetByteCount(chars);

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes) => Writer.GetBytes(chars, bytes);

    public override int GetCharCount(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return Writer.GetCharCount(bytes);
        Span<char> chars = stackalloc char[256];
        var total = 0;
        while (!bytes.IsEmpty)
        {
            var (read, written) = Decode(bytes, chars, flush: true);
            bytes = bytes[read..];
            total += written;
        }

        return total;
    }

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var (read, written) = Decode(bytes, chars, flush: true);
        return read == bytes.Length ? written : throw new ArgumentException("Too few characters to write to", nameof(chars));
    }

    public override int GetMaxByteCount(int charCount) => Writer.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => Writer.GetMaxCharCount(byteCount);

    public override Decoder GetDecoder() => new StreamDecoder();

    /// <summary>Decodes as much as fits; without a flush, leaves a last character that is not all there.</summary>
    internal static (int Read, int Written) Decode(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush)
    {
        int read = 0, written = 0;
        while (true)
        {
            var status = Utf8.ToUtf16(
                bytes[read..], chars[written..], out var some, out var made, replaceInvalidSequences: false, isFinalBlock: flush);
            read += some;
            written += made;
            if (status != OperationStatus.InvalidData)
                return (read, written);
            var (length, cut) = Malformed(bytes[read..]);
            if (cut && !flush || written == chars.Length)
                return (read, written);
            read += length;
            chars[written++] = Replacement;
        }
    }

    /// <summary>How many bytes Java gives up as one, and whether more bytes could have made a difference.</summary>
    private static (int Length, bool Cut) Malformed(ReadOnlySpan<byte> bytes)
    {
        var first = bytes[0];
        var wanted = first switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 1 };
        for (var i = 1; i < wanted; i++)
        {
            if (i == bytes.Length)
                return (i, true);
            var wrong = (bytes[i] & 0xC0) != 0x80 || i == 1 && first switch
            {
                0xE0 => bytes[1] < 0xA0,
                0xF0 => bytes[1] < 0x90,
                0xF4 => bytes[1] > 0x8F,
                _ => false,
            };
            if (wrong)
                return (i, false);
        }

        return (wanted, false);
    }

    /// <summary>Keeps the start of a character until the rest comes.</summary>
    private sealed class StreamDecoder : Decoder
    {
        private readonly byte[] _kept = new byte[3];
        private int _keptCount;

        public override void Reset() => _keptCount = 0;

        public override int GetCharCount(byte[] bytes, int index, int count)
            => GetCharCount(bytes, index, count, flush: false);

        public override int GetCharCount(byte[] bytes, int index, int count, bool flush)
        {
            byte[] all = [.. _kept.AsSpan(0, _keptCount), .. bytes.AsSpan(index, count)];
            return Decode(all, new char[all.Length], flush).Written;
        }

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
            => GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush: false);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex, bool flush)
        {
            byte[] all = [.. _kept.AsSpan(0, _keptCount), .. bytes.AsSpan(byteIndex, byteCount)];
            var (read, written) = Decode(all, chars.AsSpan(charIndex), flush);
            if (all.Length - read > _kept.Length)
                throw new ArgumentException("Too few characters to write to", nameof(chars));
            _keptCount = all.Length - read;
            all.AsSpan(read).CopyTo(_kept);
            return written;
        }
    }
}
