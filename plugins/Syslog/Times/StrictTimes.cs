using System.Text;
using FlumePlug.Sdk.Text;
using FlumePlug.Syslog.Messages;

namespace FlumePlug.Syslog.Times;

/// <summary>
/// Times as Flume's SyslogParser reads them: every value within its range, and a time without a zone is UTC. Minutes are read once
/// and remembered. One call at a time.
/// </summary>
internal sealed class StrictTimes
{
    private const int SecondsLength = 19;
    private const int MinuteLength = 16;
    private const int MinuteOfYearLength = 12;
    private const int YearOfJoda = 2000;

    private static readonly JodaPattern OfYear = JodaPattern.Parse("MMM d HH:mm:ss");

    private readonly KnownMinute _minute = new();
    private readonly KnownMinute _minuteOfYear = new();

    /// <summary>The time now.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>To be called when so much time has passed that a time without a year may be in another one.</summary>
    public void Forget() => _minuteOfYear.Forget();

    /// <summary><c>yyyy-MM-ddTHH:mm:ss</c> with a fraction, a zone or both; what stands behind them counts for nothing.</summary>
    public bool TryReadRfc5424(ReadOnlySpan<byte> text, out long millis)
    {
        millis = 0;
        if (text.Length <= SecondsLength || text[MinuteLength] != ':' || Text.TwoDigits(text, MinuteLength + 1) is not (>= 0 and < 60 and var seconds))
            return false;
        var minute = text[..MinuteLength];
        if (!_minute.TryFind(minute, [], out var known))
            known = _minute.Remember(minute, [], Minute(minute));
        if (known is not { } start)
            return false;
        var rest = text[SecondsLength..];
        millis = start + (seconds * 1000);
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? rest.Length - 1 : digits;
            if (digits is 0 or > 18)
                return false;
            millis += Fractions.Millis(rest.Slice(1, digits));
            rest = rest[(digits + 1)..];
        }
        if (rest.IsEmpty || rest[0] is not ((byte)'+' or (byte)'-'))
            return true;
        if (rest.Length < 6 || rest[3] != ':' || Text.TwoDigits(rest, 1) is not (>= 0 and var hours)
            || Text.TwoDigits(rest, 4) is not (>= 0 and var minutes))
            return false;
        millis -= (rest[0] == '+' ? 1 : -1) * ((hours * 60) + minutes) * 60_000L;
        return true;
    }

    /// <summary><c>MMM d HH:mm:ss</c> in the year that puts it within eleven months before now and one behind; 0 when it is no time.</summary>
    public long ReadRfc3164(ReadOnlySpan<byte> text)
    {
        var seconds = text[MinuteOfYearLength] == ':' ? Text.TwoDigits(text, MinuteOfYearLength + 1) : -1;
        if (seconds is < 0 or > 59)
            return OfThisYear(text) ?? 0;
        var minute = text[..MinuteOfYearLength];
        if (!_minuteOfYear.TryFind(minute, [], out var known))
            known = _minuteOfYear.Remember(minute, [], OfThisYear([.. minute, .. ":00"u8]));
        return known + (seconds * 1000) ?? 0;
    }

    private static long? Minute(ReadOnlySpan<byte> text)
    {
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':')
            return null;
        var (century, year, month) = (Text.TwoDigits(text, 0), Text.TwoDigits(text, 2), Text.TwoDigits(text, 5));
        var (day, hour, minute) = (Text.TwoDigits(text, 8), Text.TwoDigits(text, 11), Text.TwoDigits(text, 14));
        if (century < 0 || year < 0 || (century | year) == 0 || month is < 1 or > 12 || day < 1 || hour is < 0 or > 23 || minute is < 0 or > 59
            || day > DateTime.DaysInMonth((century * 100) + year, month))
            return null;
        return new DateTimeOffset((century * 100) + year, month, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    }

    private long? OfThisYear(ReadOnlySpan<byte> text)
    {
        DateTimeOffset written;
        try
        {
            var oneBlank = Encoding.Latin1.GetString(text);
            if (oneBlank.IndexOf("  ", StringComparison.Ordinal) is var at and >= 0)
                oneBlank = oneBlank.Remove(at, 1);
            written = DateTimeOffset.FromUnixTimeMilliseconds(OfYear.ParseMillis(oneBlank, TimeZoneInfo.Utc));
        }
        catch (FormatException)
        {
            return null;
        }
        // A leap day is the day before in other years.
        var thisYear = written.AddYears(Now.UtcDateTime.Year - YearOfJoda);
        var year = thisYear.AddMonths(-1) > Now ? -1 : thisYear.AddMonths(11) < Now ? 1 : 0;
        return written.AddYears(Now.UtcDateTime.Year - YearOfJoda + year).ToUnixTimeMilliseconds();
    }
}
