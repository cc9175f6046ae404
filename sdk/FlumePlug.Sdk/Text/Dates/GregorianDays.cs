namespace FlumePlug.Sdk.Text.Dates;

/// <summary>The Gregorian calendar of all times, backward too (ISO 8601), in days since 1970.</summary>
internal static class GregorianDays
{
    private const int DaysPer400Years = 146_097;

    internal static bool IsLeap(long year) => (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);

    internal static int DaysInMonth(long year, int month)
        => month == 2 ? IsLeap(year) ? 29 : 28 : month is 4 or 6 or 9 or 11 ? 30 : 31;

    internal static int DaysInYear(long year) => IsLeap(year) ? 366 : 365;

    /// <summary>The day of a date; the day of the month may lie beyond the month.</summary>
    internal static long FromDate(long year, int month, long day)
    {
        // Years from March on, so that the leap day is the last.
        var shifted = month <= 2 ? year - 1 : year;
        var era = FloorDivide(shifted, 400);
        var yearOfEra = shifted - era * 400;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
        return era * DaysPer400Years + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear + day - 1 - 719_468;
    }

    internal static (long Year, int Month, int Day) ToDate(long days)
    {
        days += 719_468;
        var era = FloorDivide(days, DaysPer400Years);
        var dayOfEra = days - era * DaysPer400Years;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var month = (int)((5 * dayOfYear + 2) / 153);
        var day = (int)(dayOfYear - (153 * month + 2) / 5 + 1);
        month += month < 10 ? 3 : -9;
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
    }

    internal static int DayOfYear(long days) => (int)(days - FromDate(ToDate(days).Year, 1, 1)) + 1;

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    internal static int IsoDayOfWeek(long days) => (int)FloorModulo(days + 3, 7) + 1;

    internal static long FloorDivide(long value, long by) => value / by - (value % by < 0 ? 1 : 0);

    internal static long FloorModulo(long value, long by)
    {
        var rest = value % by;
        return rest < 0 ? rest + by : rest;
    }
}
