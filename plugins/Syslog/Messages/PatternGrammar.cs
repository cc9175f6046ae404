using FlumePlug.Syslog.Times;

namespace FlumePlug.Syslog.Messages;

/// <summary>
/// The header as syslogtcp and syslogudp read it: what Flume's two patterns (SyslogUtils, for RFC 5424 and RFC 3164) match, without
/// running them. A priority, a digit as version or none, a time, a host, one blank between them.
/// </summary>
internal sealed class PatternGrammar(TimeZoneInfo zone) : IMessageGrammar
{
    private const int PriorityDigits = 3;
    private const int FractionDigits = 6;

    private readonly LenientTimes _times = new(zone);

    public void Begin(DateTimeOffset now) => _times.Now = now;

    public void Forget() => _times.Forget();

    public MessageKind Read(ReadOnlySpan<byte> message, bool mayBreak, ref MessageParts parts)
    {
        if (!TryPriority(message, ref parts))
            return MessageKind.Invalid;
        if (mayBreak && Text.HasBreak(message))
            return MessageKind.Bare;
        var from = parts.Priority.End + 1;
        if (from < message.Length && Text.IsDigit(message[from]) && TryBehindVersion(message, from + 1, ref parts))
        {
            parts.Version = new Field(from, 1);
            return MessageKind.Parsed;
        }
        return TryBehindVersion(message, from, ref parts) ? MessageKind.Parsed : MessageKind.Bare;
    }

    /// <summary>One to three digits in angle brackets.</summary>
    public static bool TryPriority(ReadOnlySpan<byte> message, ref MessageParts parts)
    {
        if (message[0] != '<')
            return false;
        var value = 0;
        for (var at = 1; at < message.Length && at <= PriorityDigits + 1; at++)
        {
            if (message[at] == '>')
            {
                parts.Priority = new Field(1, at - 1);
                parts.PriorityValue = value;
                return at > 1;
            }
            if (!Text.IsDigit(message[at]))
                return false;
            value = (value * 10) + message[at] - '0';
        }
        return false;
    }

    private bool TryBehindVersion(ReadOnlySpan<byte> message, int from, ref MessageParts parts)
    {
        if (from < message.Length && Text.IsBlank(message[from]))
            from++;
        if (from >= message.Length)
            return false;
        var mayLackHost = true;
        if (message[from] == '-')
            parts.Time = new Field(from++, 0);
        else if (Text.IsDigit(message[from]))
            from = Rfc5424TimeEnd(message, from, ref parts);
        else
            (from, mayLackHost) = (Rfc3164TimeEnd(message, from, ref parts), false);
        return from > 0 && TryHost(message, from, mayLackHost, ref parts);
    }

    // \s(?:([\w][\w\d\.@\-]*)|-)\s(.*)
    private static bool TryHost(ReadOnlySpan<byte> message, int from, bool mayLack, ref MessageParts parts)
    {
        if (from >= message.Length || !Text.IsBlank(message[from]))
            return false;
        from++;
        var length = Text.HostLength(message[from..]);
        parts.Host = new Field(from, length);
        if (length == 0 && !(mayLack && from < message.Length && message[from] == '-'))
            return false;
        from += Math.Max(1, length);
        if (from >= message.Length || !Text.IsBlank(message[from]))
            return false;
        parts.Body = from + 1;
        parts.IsLasting = true;
        return true;
    }

    // \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[+-]\d{2}:\d{2}|Z)?
    private int Rfc5424TimeEnd(ReadOnlySpan<byte> message, int from, ref MessageParts parts)
    {
        var text = message[from..];
        if (text.Length < LenientTimes.Rfc5424Length || !HasShape(text, "dddd-dd-ddTdd:dd:dd"u8))
            return -1;
        var end = LenientTimes.Rfc5424Length;
        var fraction = new Field(end, 0);
        if (end + 1 < text.Length && text[end] == '.' && Text.IsDigit(text[end + 1]))
        {
            var digits = text[(end + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? text.Length - end - 1 : digits;
            if (digits > FractionDigits)
                return -1;
            fraction = new Field(end + 1, digits);
            end += digits + 1;
        }
        var zone = new Field(end, ZoneLength(text[end..]));
        parts.Time = new Field(from, zone.End);
        parts.Millis = _times.ReadRfc5424(text, fraction, zone);
        return from + zone.End;
    }

    private static int ZoneLength(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? 0 : text[0] == 'Z' ? 1
        : text[0] is (byte)'+' or (byte)'-' && text.Length >= 6 && HasShape(text[1..], "dd:dd"u8) ? 6 : 0;

    // [A-Z][a-z][a-z]\s{1,2}\d{1,2}\s\d{2}:\d{2}:\d{2}
    private int Rfc3164TimeEnd(ReadOnlySpan<byte> message, int from, ref MessageParts parts)
    {
        var text = message[from..];
        if (text.Length < 14 || (uint)(text[0] - 'A') > 25 || (uint)(text[1] - 'a') > 25 || (uint)(text[2] - 'a') > 25 || !Text.IsBlank(text[3]))
            return -1;
        var day = Text.IsBlank(text[4]) ? 5 : 4;
        var clock = Text.IsDigit(text[day + 1]) ? day + 3 : day + 2;
        if (!Text.IsDigit(text[day]) || !Text.IsBlank(text[clock - 1]) || text.Length < clock + 8 || !HasShape(text[clock..], "dd:dd:dd"u8))
            return -1;
        parts.Time = new Field(from, clock + 8);
        parts.Millis = _times.ReadRfc3164(text[..(clock + 8)]);
        return from + clock + 8;
    }

    // A 'd' stands for a digit.
    private static bool HasShape(ReadOnlySpan<byte> text, ReadOnlySpan<byte> shape)
    {
        for (var i = 0; i < shape.Length; i++)
            if (shape[i] == 'd' ? !Text.IsDigit(text[i]) : text[i] != shape[i])
                return false;
        return true;
    }
}
