using System.Globalization;

namespace FlumePlug.Sdk.Text.Dates;

/// <summary>Reads a text by the fields of SimpleDateFormat, leniently.</summary>
internal ref struct DateFormatReader(DateFormatItem[] items, int thisYear)
{
    private const long MostKnownOffset = 14 * JodaField.Hour;

    private long _year = 1970, _month = 1, _day = 1, _hour, _minute, _second, _millisecond;
    private long? _dayOfYear;
    private int? _halfDay;
    private bool _halfDayHours, _beforeChrist;
    private long? _offset;

    internal bool TryRead(ReadOnlySpan<char> text, TimeZoneInfo zone, out DateTimeOffset instant)
    {
        instant = default;
        var position = 0;
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            if (item.Letter == '\0')
            {
                if (!text[position..].StartsWith(item.Literal, StringComparison.Ordinal))
                    return false;
                position += item.Literal.Length;
                continue;
            }

            while (position < text.Length && text[position] is ' ' or '\t')
                position++;
            // A number that another follows has as many digits as letters.
            var limit = i + 1 < items.Length && IsNumber(items[i + 1]) ? item.Count : int.MaxValue;
            var read = Read(item, text[position..], limit, ref zone);
            if (read <= 0)
                return false;
            position += read;
        }

        return TryResolve(zone, out instant);
    }

    private static bool IsNumber(DateFormatItem item)
        => item.Letter is not ('\0' or 'G' or 'E' or 'a' or 'z' or 'Z' or 'X') && !(item.Letter is 'M' or 'L' && item.Count > 2);

    private int Read(DateFormatItem item, ReadOnlySpan<char> text, int limit, ref TimeZoneInfo zone)
    {
        switch (item.Letter)
        {
            case 'Y' or 'w' or 'W' or 'F':
                return 0;
            case 'G':
                var length = ReadName(text, ["BC", "AD"], out var era);
                _beforeChrist = era == 0 && length > 0;
                return length;
            case 'M' or 'L' when item.Count > 2:
                length = ReadName(text, EnglishNames.Months, out var month);
                _month = month + 1;
                return length;
            case 'E':
                return ReadName(text, EnglishNames.Days, out _);
            case 'a':
                length = ReadName(text, EnglishNames.HalfDays, out var half);
                _halfDay = half;
                return length;
            case 'X':
                return text.StartsWith("Z") ? Offset(0, 1) : ReadOffset(text, item.Count > 1, item.Count == 3);
            case 'z' or 'Z':
                return ReadZone(text, ref zone);
            default:
                return ReadNumber(item, text, limit);
        }
    }

    private int ReadNumber(DateFormatItem item, ReadOnlySpan<char> text, int limit)
    {
        // Java wants all of the letters' characters to be there, but takes a shorter number.
        if (limit != int.MaxValue && text.Length < limit)
            return 0;
        var end = 0;
        var negative = text.Length > 1 && limit > 1 && text[0] == '-' && char.IsAsciiDigit(text[1]);
        for (end = negative ? 1 : 0; end < text.Length && end < limit && char.IsAsciiDigit(text[end]);)
            end++;
        var digits = text[(negative ? 1 : 0)..end];
        if (digits.IsEmpty || !long.TryParse(digits, out var number))
            return 0;
        var value = unchecked((int)(negative ? -number : number));
        switch (item.Letter)
        {
            case 'y':
                _year = item.Count <= 2 && digits.Length == 2 && !negative ? Century(value) : value;
                break;
            case 'M' or 'L':
                (_month, _dayOfYear) = (value, null);
                break;
            case 'd':
                (_day, _dayOfYear) = (value, null);
                break;
            case 'D':
                _dayOfYear = value;
                break;
            case 'H' or 'k':
                (_hour, _halfDayHours) = (item.Letter == 'k' && value == 24 ? 0 : value, false);
                break;
            case 'h' or 'K':
                (_hour, _halfDayHours) = (item.Letter == 'h' && value == 12 ? 0 : value, true);
                break;
            case 'm':
                _minute = value;
                break;
            case 's':
                _second = value;
                break;
            case 'S':
                _millisecond = value;
                break;
        }

        return end;
    }

    private readonly int Century(int year)
    {
        var first = thisYear - 80;
        return year + first / 100 * 100 + (year < first % 100 ? 100 : 0);
    }

    /// <summary>The longest of the names or their first three letters, whatever the case.</summary>
    private static int ReadName(ReadOnlySpan<char> text, string[] names, out int number)
    {
        foreach (var full in (ReadOnlySpan<bool>)[true, false])
        {
            for (number = 0; number < names.Length; number++)
            {
                var name = full ? names[number] : names[number][..Math.Min(3, names[number].Length)];
                if (text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                    return name.Length;
            }
        }

        number = 0;
        return 0;
    }

    private int ReadZone(ReadOnlySpan<char> text, ref TimeZoneInfo zone)
    {
        if (text.Length > 0 && text[0] is '+' or '-')
            return ReadOffset(text, minutes: true, colon: false);
        if (text.StartsWith("GMT", StringComparison.OrdinalIgnoreCase) && text.Length > 3 && text[3] is '+' or '-')
            return ReadOffset(text[3..], minutes: true, colon: true) is var read && read > 0 ? read + 3 : 0;
        foreach (var (name, id) in EnglishNames.Zones)
        {
            if (!text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            zone = TimeZoneInfo.FindSystemTimeZoneById(id);
            // A name says by itself whether it is summer time.
            if (id != "UTC")
                _offset = (long)(zone.BaseUtcOffset.TotalMilliseconds + (name[1] == 'D' ? JodaField.Hour : 0));
            return name.Length;
        }

        return 0;
    }

    private int ReadOffset(ReadOnlySpan<char> text, bool minutes, bool colon)
    {
        var at = colon ? 4 : 3;
        if (text.Length < (minutes ? at + 2 : 3) || text[0] is not ('+' or '-') || minutes && colon && text[3] != ':'
            || !int.TryParse(text[1..3], NumberStyles.None, null, out var hour) || hour > 23)
            return 0;
        var minute = 0;
        if (minutes && (!int.TryParse(text.Slice(at, 2), NumberStyles.None, null, out minute) || minute > 59))
            return 0;
        return Offset((text[0] == '-' ? -1 : 1) * (hour * JodaField.Hour + minute * JodaField.Minute), minutes ? at + 2 : 3);
    }

    private int Offset(long offset, int length)
    {
        _offset = offset;
        return length;
    }

    private readonly bool TryResolve(TimeZoneInfo zone, out DateTimeOffset instant)
    {
        instant = default;
        var months = (_beforeChrist ? 1 - _year : _year) * 12 + _month - 1;
        var (year, month) = (GregorianDays.FloorDivide(months, 12), (int)GregorianDays.FloorModulo(months, 12) + 1);
        var days = _dayOfYear is { } dayOfYear
            ? GregorianDays.FromDate(year, 1, 1) + dayOfYear - 1
            : GregorianDays.FromDate(year, month, _day);
        var hour = _halfDayHours ? _hour + (_halfDay ?? 0) * 12 : _hour;
        var local = days * JodaField.Day + hour * JodaField.Hour
            + _minute * JodaField.Minute + _second * JodaField.Second + _millisecond;
        var offset = _offset ?? OffsetOf(zone, local);
        var millis = local - offset;
        if (millis < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() + JodaField.Day
            || millis > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - JodaField.Day)
            return false;
        // Java takes a whole day; DateTimeOffset no more than 14 hours.
        var known = Math.Abs(offset) <= MostKnownOffset ? offset : 0;
        instant = DateTimeOffset.FromUnixTimeMilliseconds(millis).ToOffset(TimeSpan.FromMinutes(known / JodaField.Minute));
        return true;
    }

    /// <summary>Java takes a time that comes twice as the second, and one that is skipped by the offset before.</summary>
    private static long OffsetOf(TimeZoneInfo zone, long local)
    {
        var (greater, lesser) = LocalTime.Offsets(zone, local);
        return LocalTime.IsAt(zone, local, lesser) || !LocalTime.IsAt(zone, local, greater) ? lesser : greater;
    }
}
