using System.Text;

namespace FlumePlug.Sdk.Text.Charsets;

/// <summary>A charset of one byte per character; what it does not have is written as a question mark.</summary>
internal sealed class SingleByteEncoding : SpanEncoding
{
    private const char Missing = '\uFFFD';

    private readonly char[] _chars;
    private readonly byte[] _bytes = new byte[char.MaxValue + 1];

    internal SingleByteEncoding(string name, char[] chars)
        : base(name)
    {
        _chars = chars;
        Array.Fill(_bytes, (byte)Array.IndexOf(chars, '?'));
        for (var i = chars.Length - 1; i >= 0; i--)
        {
            if (chars[i] != Missing)
                _bytes[chars[i]] = (byte)i;
        }
    }

    public override bool IsSingleByte => true;

    /// <summary>
    /// A code page as Java has it: where the base library carries on with control characters and private ones, Java has
    /// nothing; a few characters differ.
    /// </summary>
    internal static SingleByteEncoding OfCodePage(int page, Encoding source)
    {
        var chars = new char[256];
        Span<byte> one = stackalloc byte[1];
        for (var i = 0; i < chars.Length; i++)
        {
            one[0] = (byte)i;
            source.GetChars(one, chars.AsSpan(i, 1));
            var control = i is > 0x7F and < 0xA0 && chars[i] == i && page is 869 or 874 or (>= 1250 and <= 1258);
            if (control || chars[i] is >= '\uF700' and <= '\uF8FF')
                chars[i] = Missing;
        }

        foreach (var (at, value) in Differences(page))
            chars[at] = value;
        return new SingleByteEncoding(source.WebName, chars);
    }

    public override int GetByteCount(ReadOnlySpan<char> chars)
    {
        var count = chars.Length;
        for (var i = 1; i < chars.Length; i++)
            count -= char.IsSurrogatePair(chars[i - 1], chars[i]) ? 1 : 0;
        return count;
    }

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        var count = 0;
        for (var i = 0; i < chars.Length; i++)
        {
            bytes[count++] = _bytes[chars[i]];
            if (i + 1 < chars.Length && char.IsSurrogatePair(chars[i], chars[i + 1]))
                i++;
        }

        return count;
    }

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        for (var i = 0; i < bytes.Length; i++)
            chars[i] = _chars[bytes[i]];
        return bytes.Length;
    }

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    private static (int At, char Value)[] Differences(int page) => page switch
    {
        28597 => [(0xA1, '\u2018'), (0xA2, '\u2019'), (0xA4, '\u20AC'), (0xA5, '\u20AF'), (0xAA, '\u037A')],
        28598 => [(0xAF, '\u00AF'), (0xFD, '\u200E'), (0xFE, '\u200F')],
        1255 => [(0xCA, Missing)],
        21866 => [(0xAE, '\u255D'), (0xBE, '\u256C')],
        10000 => [(0xBD, '\u03A9'), (0xF0, '\uF8FF')],
        10081 => [(0xF0, '\uF8FF')],
        _ => [],
    };
}
