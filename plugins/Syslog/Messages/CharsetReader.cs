using System.Buffers;
using System.Text;
using System.Text.Unicode;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Messages;

/// <summary>
/// Reads messages in the charset of a port (multiport_syslogtcp): what is not text in it is Invalid and stays as it came. UTF-8, and
/// ASCII in the many charsets that contain it, is read in place; other text takes the way over UTF-8 and back.
/// </summary>
internal sealed class CharsetReader(Charset charset, MessageReader reader) : IMessageReader
{
    private static readonly SearchValues<byte> Shifts = SearchValues.Create([0x0E, 0x0F, 0x1B]);

    private readonly bool _hasAscii = HasAscii(charset);
    private readonly ArrayBufferWriter<byte> _utf8 = new();
    private bool _isText;

    public int Invalid => reader.Invalid;

    public int Cut => reader.Cut;

    public void Begin(ReadOnlySpan<byte> text)
    {
        reader.Begin(text);
        _isText = IsText(text[..(text.LastIndexOf((byte)'\n') + 1)]);
    }

    public void Add(EventBatch batch, ReadOnlyMemory<byte> message, bool isCut, bool isCounted, Headers extra)
    {
        if (_isText && !isCut && !isCounted || IsText(message.Span))
            reader.Add(batch, message, isCut, isCounted, extra);
        else if (charset.IsUtf8 || !TryDecode(message.Span))
            reader.AddInvalid(batch, message, extra);
        else
            AddDecoded(batch, isCut, isCounted, extra);
    }

    private static bool HasAscii(Charset charset)
    {
        var all = Enumerable.Range(0, 128).Select(code => (byte)code).ToArray();
        return charset.Encode(Encoding.ASCII.GetString(all)).AsSpan().SequenceEqual(all);
    }

    private bool IsText(ReadOnlySpan<byte> bytes) =>
        charset.IsUtf8 ? Utf8.IsValid(bytes) : _hasAscii && Ascii.IsValid(bytes) && !bytes.ContainsAny(Shifts);

    private bool TryDecode(ReadOnlySpan<byte> bytes)
    {
        _utf8.ResetWrittenCount();
        try
        {
            charset.CreateDecoder(replaceMalformed: false).Decode(bytes, end: true, _utf8);
            return _utf8.WrittenCount > 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private void AddDecoded(EventBatch batch, bool isCut, bool isCounted, Headers extra)
    {
        using var decoded = EventBatch.Create();
        var message = decoded.Rent(_utf8.WrittenCount);
        _utf8.WrittenSpan.CopyTo(message.Span);
        reader.Add(decoded, message, isCut, isCounted, extra);
        var text = charset.Encode(Encoding.UTF8.GetString(decoded[0].Body.Span));
        var body = batch.Rent(charset.Mark.Length + text.Length);
        charset.Mark.CopyTo(body);
        text.CopyTo(body[charset.Mark.Length..]);
        batch.Add(decoded[0].Headers, body);
    }
}
