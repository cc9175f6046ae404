using System.Buffers;
using System.Text;

namespace FlumePlug.Sdk;

/// <summary>
/// A charset under the names that Java knows it by, with Java's byte order marks: <c>UTF-16</c> reads a mark or takes big-endian, and
/// writes big-endian behind a mark. Usable as the type of an option. Safe for concurrent calls.
/// </summary>
public sealed class Charset
{
    private readonly Encoding _encoding;
    private readonly Encoding _replacing;
    private readonly bool _readsMark;

    private Charset(string name, Encoding encoding, bool readsMark, byte[] mark)
    {
        Name = name;
        _encoding = encoding;
        _replacing = (Encoding)encoding.Clone();
        _replacing.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        _readsMark = readsMark;
        Mark = mark;
    }

    /// <summary>The name, as the user wrote it.</summary>
    public string Name { get; }

    /// <summary>Whether this is UTF-8: bytes that are valid are text as they are.</summary>
    public bool IsUtf8 => _encoding.CodePage == Encoding.UTF8.CodePage;

    /// <summary>What Java's encoder writes before the first text: the byte order mark of <c>UTF-16</c>, nothing for the others.</summary>
    public ReadOnlyMemory<byte> Mark { get; }

    /// <summary>The encoding behind the name, for owners that decode piece by piece; big-endian where a mark decides.</summary>
    public Encoding Encoding => _encoding;

    /// <summary>Whether a byte order mark at the beginning decides between big-endian and little-endian.</summary>
    public bool ReadsMark => _readsMark;

    /// <summary>The charset of a name.</summary>
    /// <exception cref="FormatException">There is none of that name here.</exception>
    public static Charset Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = name.Trim().ToUpperInvariant().Replace('_', '-');
        return plain switch
        {
            "UTF-8" or "UTF8" => new(name, new UTF8Encoding(false), false, []),
            "UTF-16" or "UTF16" or "UNICODE" => new(name, new UnicodeEncoding(true, false), true, [0xFE, 0xFF]),
            "UTF-16BE" or "UNICODEBIGUNMARKED" => new(name, new UnicodeEncoding(true, false), false, []),
            "UTF-16LE" or "UNICODELITTLEUNMARKED" => new(name, new UnicodeEncoding(false, false), false, []),
            "UTF-32" or "UTF32" => new(name, new UTF32Encoding(true, false), true, []),
            "UTF-32BE" => new(name, new UTF32Encoding(true, false), false, []),
            "UTF-32LE" => new(name, new UTF32Encoding(false, false), false, []),
            _ => new(name, Find(name, plain), false, []),
        };
    }

    /// <summary>A decoder for one stream of bytes.</summary>
    /// <param name="replaceMalformed">Whether malformed input becomes U+FFFD; otherwise it throws <see cref="DecoderFallbackException"/>.</param>
    public CharsetDecoder CreateDecoder(bool replaceMalformed)
    {
        if (replaceMalformed)
            return new CharsetDecoder(_replacing, _readsMark);
        var strict = (Encoding)_encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return new CharsetDecoder(strict, _readsMark);
    }

    /// <summary>Decodes a whole text as Java's <c>new String(bytes, charset)</c>: malformed input becomes U+FFFD.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (!_readsMark)
            return _replacing.GetString(bytes);
        var utf8 = new ArrayBufferWriter<byte>();
        CreateDecoder(replaceMalformed: true).Decode(bytes, end: true, utf8);
        return Encoding.UTF8.GetString(utf8.WrittenSpan);
    }

    /// <summary>Encodes a text without a mark; what the charset lacks becomes its question mark.</summary>
    public byte[] Encode(string text) => _encoding.GetBytes(text);

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Java's historical names (Cp1252, ISO8859_1, 8859_1, ASCII7) beside those that both platforms know.
    private static Encoding Find(string name, string plain)
    {
        var canonical = plain switch
        {
            "ASCII7" or "ISO646-US" or "646" => "us-ascii",
            _ when plain.StartsWith("ISO8859-", StringComparison.Ordinal) => "iso-8859-" + plain[8..],
            _ when plain.StartsWith("8859-", StringComparison.Ordinal) => "iso-8859-" + plain[5..],
            _ when plain.StartsWith("CP125", StringComparison.Ordinal) => "windows-" + plain[2..],
            _ when plain.StartsWith("CP", StringComparison.Ordinal) => "ibm" + plain[2..],
            _ => name.Trim(),
        };
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(canonical) ?? Encoding.GetEncoding(canonical);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{name}' is not a charset that is known here, such as UTF-8, UTF-16 or ISO-8859-1", unknown);
        }
    }
}
