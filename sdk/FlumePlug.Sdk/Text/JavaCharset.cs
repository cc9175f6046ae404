using System.Collections.Concurrent;
using System.Text;
using FlumePlug.Sdk.Text.Charsets;

namespace FlumePlug.Sdk.Text;

/// <summary>Java's charsets by the names that Java knows them by. Static and safe for any number of threads.</summary>
/// <remarks>
/// As in Java, what cannot be decoded becomes U+FFFD and what cannot be encoded a question mark (in UTF-16 and UTF-32,
/// U+FFFD). UTF-8 and charsets of one byte decode every input exactly as Java does. The Chinese, Japanese and Korean ones
/// are the base library's code pages: text comes out as in Java but for a few signs (the dash and wave of Shift_JIS, say),
/// and broken bytes may give another number of U+FFFD.
/// </remarks>
public static class JavaCharset
{
    private static readonly EncoderReplacementFallback QuestionMark = new("?");
    private static readonly DecoderReplacementFallback Replacement = new("\uFFFD");
    private static readonly EncoderReplacementFallback WrittenReplacement = new("\uFFFD");
    private static readonly ConcurrentDictionary<string, Encoding?> Known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>UTF-8 as Java reads and writes it.</summary>
    public static Encoding Utf8 { get; } = new Utf8Encoding();

    /// <summary>The charset of a name or alias, in any case; null when Java's Charset.forName knows none that is here.</summary>
    public static Encoding? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out var known) ? known : Remember(name, Make(name));
    }

    private static Encoding? Remember(string name, Encoding? encoding)
    {
        // Only names that mean something: a configuration cannot fill the memory.
        if (encoding is not null)
            Known[name] = encoding;
        return encoding;
    }

    private static Encoding? Make(string name) => name.ToUpperInvariant() switch
    {
        "UTF-8" or "UTF8" or "UNICODE-1-1-UTF-8" => Utf8,
        "UTF-16" or "UTF_16" or "UTF16" or "UNICODE" or "UNICODEBIG" =>
            new MarkedEncoding("utf-16", Utf16(true), Utf16(false), [0xFE, 0xFF], writesMark: true),
        "UTF-16BE" or "UTF_16BE" or "X-UTF-16BE" or "ISO-10646-UCS-2" or "UNICODEBIGUNMARKED" => Utf16(true),
        "UTF-16LE" or "UTF_16LE" or "X-UTF-16LE" or "UNICODELITTLEUNMARKED" => Utf16(false),
        "X-UTF-16LE-BOM" or "UNICODELITTLE" =>
            new MarkedEncoding("x-utf-16le-bom", Utf16(false), Utf16(true), [0xFF, 0xFE], writesMark: true),
        "UTF-32" or "UTF_32" or "UTF32" =>
            new MarkedEncoding("utf-32", Utf32(true), Utf32(false), [0, 0, 0xFE, 0xFF], writesMark: false),
        "UTF-32BE" or "UTF_32BE" or "X-UTF-32BE" => Utf32(true),
        "UTF-32LE" or "UTF_32LE" or "X-UTF-32LE" => Utf32(false),
        _ => CodePageNames.Find(name) is { } page ? OfCodePage(page) : null,
    };

    private static Encoding Utf16(bool bigEndian)
        => With(new UnicodeEncoding(bigEndian, byteOrderMark: false), WrittenReplacement);

    private static Encoding Utf32(bool bigEndian)
        => With(new UTF32Encoding(bigEndian, byteOrderMark: false), WrittenReplacement);

    private static Encoding With(Encoding encoding, EncoderFallback encoder)
    {
        var copy = (Encoding)encoding.Clone();
        copy.EncoderFallback = encoder;
        copy.DecoderFallback = Replacement;
        return copy;
    }

    private static Encoding OfCodePage(int page)
    {
        // Asked directly: registering the provider would change what the whole process sees.
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(page, QuestionMark, Replacement)
            ?? Encoding.GetEncoding(page, QuestionMark, Replacement);
        return encoding.IsSingleByte ? SingleByteEncoding.OfCodePage(page, encoding) : encoding;
    }
}
