using System.Buffers.Text;
using FlumePlug.Syslog.Times;

namespace FlumePlug.Syslog.Messages;

/// <summary>
/// The header as multiport_syslogtcp reads it (Flume's SyslogParser): a priority, <c>1 </c> as version or none, then a time and a host
/// that each end at a blank, whatever they hold.
/// </summary>
internal sealed class BlankGrammar : IMessageGrammar
{
    private const int MostPriorityEnd = 6;
    private const int Rfc3164Length = 15;

    private readonly StrictTimes _times = new();

    public void Begin(DateTimeOffset now) => _times.Now = now;

    public void Forget() => _times.Forget();

    public MessageKind Read(ReadOnlySpan<byte> message, bool mayBreak, ref MessageParts parts)
    {
        if (!TryPriority(message, ref parts))
            return MessageKind.Invalid;
        var from = parts.Priority.End + 1;
        if (message.Length > from + 2 && message[from..].StartsWith("1 "u8))
        {
            parts.Version = new Field(from, 1);
            from += 2;
        }
        from = TryTime(message, from, ref parts);
        if (from < 0)
            return MessageKind.Invalid;
        var host = message[from..].IndexOf((byte)' ');
        if (host < 0)
            return MessageKind.Invalid;
        parts.Host = new Field(from, host);
        parts.Body = from + host + 1;
        return MessageKind.Parsed;
    }

    // Java's Integer.parseInt of what stands between the brackets, five characters at most, with text behind it.
    private static bool TryPriority(ReadOnlySpan<byte> message, ref MessageParts parts)
    {
        if (message[0] != '<')
            return false;
        var end = message[..Math.Min(message.Length, MostPriorityEnd + 1)].IndexOf((byte)'>');
        if (end < 2 || message.Length == end + 1)
            return false;
        var digits = message[1..end];
        parts.Priority = new Field(1, digits.Length);
        if (digits[0] == '+')
            digits = digits[1..];
        return Utf8Parser.TryParse(digits, out parts.PriorityValue, out var used) && used == digits.Length;
    }

    // Where the host begins; negative when there is no time.
    private int TryTime(ReadOnlySpan<byte> message, int from, ref MessageParts parts)
    {
        var first = message[from];
        parts.IsLasting = first != '-';
        if (first == '-')
        {
            parts.Time = new Field(from, 1);
            parts.Millis = _times.Now.ToUnixTimeMilliseconds();
            return message.Length <= from + 2 ? -1 : from + 2;
        }
        if (first is >= (byte)'A' and <= (byte)'Z')
        {
            if (message.Length <= from + Rfc3164Length)
                return -1;
            parts.Time = new Field(from, Rfc3164Length);
            parts.Millis = _times.ReadRfc3164(parts.Time.Of(message));
            return parts.Time.End + 1;
        }
        var length = message[from..].IndexOf((byte)' ');
        if (length < 0 || !_times.TryReadRfc5424(message.Slice(from, length), out var millis))
            return -1;
        parts.Time = new Field(from, length);
        parts.Millis = millis;
        return parts.Time.End + 1;
    }
}
