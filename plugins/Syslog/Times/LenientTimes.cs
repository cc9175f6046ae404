using System.Globalization;
using System.Text;
using FlumePlug.Sdk.Text;
using FlumePlug.Syslog.Messages;

namespace FlumePlug.Syslog.Times;

/// <summary>
/// Times of which the shape is known, read as Java's SimpleDateFormat reads them: values beyond their range count on, and a time
/// without a zone is that of the agent. Minutes are read once and remembered. One call at a time.
/// </summary>
internal sealed class LenientTimes(TimeZoneInfo zone)
{
    public const int Rfc5424Length = 19;
    private const int MinuteLength = 16;

    private static readonly JavaDateFormat ZonedMinute = JavaDateFormat.Parse("yyyy-MM-dd'T'HH:mmZ");
    private static readonly JavaDateFormat LocalMinute = JavaDateFormat.Parse("yyyy-MM-dd'T'HH:mm");
    private static readonly JavaDateFormat MinuteOfYear = JavaDateFormat.Parse("yyyyMMM d HH:mm");

    private readonly KnownMinute _minute = new();
    private readonly KnownMinute _zonedMinute = new();
    private readonly KnownMinute _minuteOfYear = new();

    /// <summary>The time now.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>To be called when so much time has passed that a time without a year may be in another one.</summary>
    public void Forget() => _minuteOfYear.Forget();

    /// <summary>Milliseconds since 1970, null when they cannot be told; Flume ignores the zone where there is a fraction.</summary>
    public long? ReadRfc5424(ReadOnlySpan<byte> text, Field fraction, Field zoneText)
    {
        var minute = text[..MinuteLength];
        var millis = zoneText.IsEmpty
            ? _minute.TryFind(minute, [], out var local) ? local : _minute.Remember(minute, [], Local(minute))
            : _zonedMinute.TryFind(minute, zoneText.Of(text), out var zoned) ? zoned
            : _zonedMinute.Remember(minute, zoneText.Of(text), Zoned(minute, zoneText.Of(text)));
        return millis + (Text.TwoDigits(text, MinuteLength + 1) * 1000) + Fractions.Millis(fraction.Of(text));
    }

    /// <summary>
    /// Milliseconds since 1970 of a time without a year, which lies in the eleven months before now or the month behind; null for a
    /// month that there is not.
    /// </summary>
    public long? ReadRfc3164(ReadOnlySpan<byte> text)
    {
        var minute = text[..^3];
        var millis = _minuteOfYear.TryFind(minute, [], out var known) ? known : _minuteOfYear.Remember(minute, [], OfYear(minute));
        return millis + (Text.TwoDigits(text, text.Length - 2) * 1000);
    }

    private long? Local(ReadOnlySpan<byte> minute) => Read(LocalMinute, Encoding.Latin1.GetString(minute));

    // A zone that there is not counts for nothing: the last of Flume's formats reads none.
    private long? Zoned(ReadOnlySpan<byte> minute, ReadOnlySpan<byte> zoneText)
    {
        var javas = zoneText[0] == 'Z' ? "+0000" : Encoding.Latin1.GetString(zoneText).Remove(3, 1);
        return Read(ZonedMinute, Encoding.Latin1.GetString(minute) + javas) ?? Local(minute);
    }

    private long? OfYear(ReadOnlySpan<byte> minute)
    {
        var written = Encoding.Latin1.GetString(minute).Replace("  ", " ", StringComparison.Ordinal);
        if (Read(MinuteOfYear, Now.UtcDateTime.Year.ToString("0000", CultureInfo.InvariantCulture) + written) is not { } millis)
            return null;
        var now = Now.ToUnixTimeMilliseconds();
        return millis > now && Moved(millis, -1) > now ? Moved(millis, -12)
            : millis < now && Moved(millis, 11) < now ? Moved(millis, 12)
            : millis;
    }

    private long? Read(JavaDateFormat format, string text) =>
        format.TryParse(text, zone, out var instant) ? instant.ToUnixTimeMilliseconds() : null;

    private long Moved(long millis, int months)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(millis), zone).DateTime.AddMonths(months);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
    }
}
