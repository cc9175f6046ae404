using System.Buffers;
using System.Text;
using System.Text.Unicode;
using FlumePlug.Sdk;

namespace FlumePlug.Files.Spooling;

/// <summary>
/// The bytes of a file as UTF-8 text, and which of the bytes a part of that text was. Bytes that are valid UTF-8 already are the
/// text; all else is decoded a window at a time.
/// </summary>
internal sealed class FileText(Charset charset, DecodeErrorPolicy policy)
{
    private const int FirstWindow = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _utf8 = new();
    private Encoding _encoding = charset.Encoding;
    private ReadOnlyMemory<byte> _raw;
    private long _validUntil;
    private int _window;
    private bool _isDecoded;
    private bool _ended;

    /// <summary>Whether all bytes that were given are in the text.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether the text ends before bytes that must not be passed over.</summary>
    public bool IsMalformedBehind { get; private set; }

    /// <summary>Begins a file; a byte order mark decides about the encoding. Returns the length of the mark.</summary>
    public int Begin(ReadOnlySpan<byte> head)
    {
        (_validUntil, _window) = (0, 0);
        var mark = 0;
        var name = charset.Name;
        if (charset.ReadsMark)
        {
            var unit = charset.Encoding is UTF32Encoding ? 4 : 2;
            var isLittle = head.StartsWith(unit == 4 ? [0xFF, 0xFE, 0, 0] : (ReadOnlySpan<byte>)[0xFF, 0xFE]);
            mark = isLittle || head.StartsWith(unit == 4 ? [0, 0, 0xFE, 0xFF] : (ReadOnlySpan<byte>)[0xFE, 0xFF]) ? unit : 0;
            name = (unit, isLittle) switch { (4, true) => "UTF-32LE", (4, _) => "UTF-32BE", (_, true) => "UTF-16LE", _ => "UTF-16BE" };
        }
        _encoding = (Encoding)Charset.Parse(name).Encoding.Clone();
        _encoding.DecoderFallback = policy switch
        {
            DecodeErrorPolicy.Fail => DecoderFallback.ExceptionFallback,
            DecodeErrorPolicy.Replace => new DecoderReplacementFallback("\uFFFD"),
            _ => new DecoderReplacementFallback(""),
        };
        return mark;
    }

    /// <summary>The text of bytes that stand at an offset of the file, as far as it is decoded at once.</summary>
    /// <param name="raw">The bytes.</param>
    /// <param name="offset">Where they are in the file.</param>
    /// <param name="ended">Whether these are the file's last bytes.</param>
    public ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> raw, long offset, bool ended)
    {
        (_raw, _ended, IsMalformedBehind, _isDecoded) = (raw, ended, false, _window > 0 || !charset.IsUtf8);
        if (_isDecoded)
            return DecodeWindow();
        var valid = (int)Math.Clamp(_validUntil - offset, 0, raw.Length);
        if (valid < raw.Length)
            valid += ValidLength(raw.Span[valid..]);
        _validUntil = offset + valid;
        IsWhole = valid == raw.Length;
        return raw[..valid];
    }

    /// <summary>Nothing could be read from the text: decodes more of the same bytes with the next call. False: that was all.</summary>
    public bool Widen()
    {
        if (IsWhole || IsMalformedBehind || _window >= _raw.Length)
            return false;
        _window = Math.Max(FirstWindow, _window * 2);
        return true;
    }

    /// <summary>How many bytes of the file the first bytes of the text were; ends the window.</summary>
    public int BytesOf(int used)
    {
        if (used == 0)
            return 0;
        _window = 0;
        if (!_isDecoded)
            return used;
        var raw = _raw.Span[..Math.Min(_raw.Length, _decodedWindow)];
        if (IsWhole && used == _utf8.WrittenCount)
            return raw.Length;
        var characters = Encoding.UTF8.GetCharCount(_utf8.WrittenSpan[..used]);
        if (_encoding.IsSingleByte && policy != DecodeErrorPolicy.Ignore)
            return characters;
        return ShortestWith(raw, characters);
    }

    private int _decodedWindow;

    private ReadOnlyMemory<byte> DecodeWindow()
    {
        _decodedWindow = Math.Min(Math.Max(_window, FirstWindow), _raw.Length);
        var raw = _raw.Span[.._decodedWindow];
        IsWhole = _decodedWindow == _raw.Length;
        try
        {
            Decode(raw, _ended && IsWhole);
        }
        catch (DecoderFallbackException)
        {
            (IsMalformedBehind, IsWhole) = (true, false);
            Decode(raw[..GoodLength(raw)], false);
        }
        return _utf8.WrittenMemory;
    }

    private void Decode(ReadOnlySpan<byte> raw, bool end)
    {
        _utf8.ResetWrittenCount();
        var chars = ArrayPool<char>.Shared.Rent(_encoding.GetMaxCharCount(raw.Length));
        try
        {
            var count = _encoding.GetDecoder().GetChars(raw, chars, end);
            // A pair that is not whole yet waits with the bytes behind it.
            if (!end && count > 0 && char.IsHighSurrogate(chars[count - 1]))
                count--;
            _utf8.Advance(Encoding.UTF8.GetBytes(chars.AsSpan(0, count), _utf8.GetSpan(count * 3 + 4)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    // The longest beginning that is no malformed text, up to a character that is not whole.
    private int GoodLength(ReadOnlySpan<byte> raw)
    {
        var (good, bad) = (0, raw.Length + 1);
        while (good + 1 < bad)
        {
            var middle = (good + bad) / 2;
            if (TryCount(raw[..middle]) >= 0)
                good = middle;
            else
                bad = middle;
        }
        return good;
    }

    private int ShortestWith(ReadOnlySpan<byte> raw, int characters)
    {
        var (few, enough) = (0, raw.Length);
        while (few + 1 < enough)
        {
            var middle = (int)(((long)few + enough) / 2);
            var count = TryCount(raw[..middle]);
            if (count < 0 || count >= characters)
                enough = middle;
            else
                few = middle;
        }
        return enough;
    }

    private int TryCount(ReadOnlySpan<byte> raw)
    {
        try
        {
            return _encoding.GetDecoder().GetCharCount(raw, flush: false);
        }
        catch (DecoderFallbackException)
        {
            return -1;
        }
    }

    // Ends before the first malformed byte, and before a last character that is not whole.
    private static int ValidLength(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
            return utf8.Length;
        Span<char> chars = stackalloc char[1024];
        var valid = 0;
        OperationStatus status;
        do
        {
            status = Utf8.ToUtf16(utf8[valid..], chars, out var read, out _, replaceInvalidSequences: false, isFinalBlock: false);
            valid += read;
        }
        while (status == OperationStatus.DestinationTooSmall);
        return valid;
    }
}
