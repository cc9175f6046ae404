using System.Globalization;
using System.Text;

namespace FlumePlug.Sdk.Text.Dates;

/// <summary>A run of one letter of a date pattern, or text taken as it is (no letter).</summary>
internal readonly record struct DateFormatItem(string Literal, char Letter, int Count);

/// <summary>Writes the fields of SimpleDateFormat.</summary>
internal static class DateFormatWriter
{
    internal static void Append(StringBuilder text, DateFormatItem item, DateTimeOffset local, TimeZoneInfo zone)
    {
        var count = item.Count;
        switch (item.Letter)
        {
            case '\0':
                text.Append(item.Literal);
                break;
            case 'G':
                text.Append("AD");
                break;
            case 'y':
                AppendYear(text, local.Year, count);
                break;
            case 'Y':
                AppendYear(text, WeekYear(local), count);
                break;
            case 'M' or 'L' when count > 2:
                AppendName(text, EnglishNames.Months[local.Month - 1], count);
                break;
            case 'E':
                AppendName(text, EnglishNames.Days[(int)local.DayOfWeek], count);
                break;
            case 'a':
                text.Append(EnglishNames.HalfDays[local.Hour / 12]);
                break;
            case 'z':
                AppendZoneName(text, local, zone);
                break;
            case 'Z':
                AppendOffset(text, local.Offset, 2, "");
                break;
            case 'X' when local.Offset == TimeSpan.Zero:
                text.Append('Z');
                break;
            case 'X':
                AppendOffset(text, local.Offset, count, count == 3 ? ":" : "");
                break;
            default:
                AppendNumber(text, Value(item.Letter, local), count);
                break;
        }
    }

    private static int Value(char letter, DateTimeOffset local) => letter switch
    {
        'M' or 'L' => local.Month,
        'd' => local.Day,
        'D' => local.DayOfYear,
        'F' => (local.Day - 1) / 7 + 1,
        'u' => local.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)local.DayOfWeek,
        'w' => WeekYear(local) > local.Year ? 1 : (local.DayOfYear - 1 + FirstDay(local.Year, 1)) / 7 + 1,
        'W' => (local.Day - 1 + FirstDay(local.Year, local.Month)) / 7 + 1,
        'H' => local.Hour,
        'k' => local.Hour == 0 ? 24 : local.Hour,
        'K' => local.Hour % 12,
        'h' => local.Hour % 12 == 0 ? 12 : local.Hour % 12,
        'm' => local.Minute,
        's' => local.Second,
        _ => local.Millisecond,
    };

    /// <summary>The last days of a year belong to the next when its first day is in their week.</summary>
    private static int WeekYear(DateTimeOffset local)
        => local.Month == 12 && local.Day - (int)local.DayOfWeek > 25 ? local.Year + 1 : local.Year;

    /// <summary>The weekday of the first of a month, Sunday 0.</summary>
    private static int FirstDay(int year, int month) => (int)new DateTime(year, month, 1).DayOfWeek;

    private static void AppendYear(StringBuilder text, int year, int count)
        => AppendNumber(text, count == 2 ? year % 100 : year, count);

    private static void AppendName(StringBuilder text, string name, int count)
        => text.Append(count > 3 ? name : EnglishNames.Short(name));

    private static void AppendNumber(StringBuilder text, int value, int digits)
    {
        Span<char> buffer = stackalloc char[11];
        value.TryFormat(buffer, out var length, provider: CultureInfo.InvariantCulture);
        text.Append('0', Math.Max(digits - length, 0)).Append(buffer[..length]);
    }

    /// <summary>A sign, hours and, for two parts and more, minutes.</summary>
    private static void AppendOffset(StringBuilder text, TimeSpan offset, int parts, string separator)
    {
        text.Append(offset < TimeSpan.Zero ? '-' : '+');
        AppendNumber(text, Math.Abs(offset.Hours), 2);
        if (parts == 1)
            return;
        text.Append(separator);
        AppendNumber(text, Math.Abs(offset.Minutes), 2);
    }

    /// <summary>The tz database's abbreviation; where it has none but a number, GMT and the offset, as Java does.</summary>
    private static void AppendZoneName(StringBuilder text, DateTimeOffset local, TimeZoneInfo zone)
    {
        var name = zone.IsDaylightSavingTime(local) ? zone.DaylightName : zone.StandardName;
        if (zone.HasSameRules(TimeZoneInfo.Utc) && name.Contains(' ', StringComparison.Ordinal))
        {
            text.Append("UTC");
        }
        else if (name.Length > 0 && name.All(char.IsAsciiLetter))
        {
            text.Append(name);
        }
        else
        {
            text.Append("GMT");
            if (local.Offset != TimeSpan.Zero)
                AppendOffset(text, local.Offset, 2, ":");
        }
    }
}
