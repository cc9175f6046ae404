namespace FlumePlug.Sdk.Text.Dates;

internal class JodaYearField(string name = "year", long unit = JodaField.Year) : JodaField(name, unit, Unbounded)
{
    protected const long First = -292_275_055, Last = 292_278_994;

    internal override long Set(long instant, long value)
    {
        Verify(value, First, Last);
        return SetYear(instant, value);
    }

    internal override long RoundDown(long instant) => GregorianDays.FromDate(YearOf(instant), 1, 1) * Day;

    internal static long YearOf(long instant) => GregorianDays.ToDate(DayOf(instant)).Year;

    /// <summary>The same date in another year; the day after February 28 takes or leaves the leap day.</summary>
    internal static long SetYear(long instant, long year)
    {
        var from = YearOf(instant);
        var dayOfYear = GregorianDays.DayOfYear(DayOf(instant));
        if (dayOfYear > 31 + 28 && GregorianDays.IsLeap(from) != GregorianDays.IsLeap(year))
            dayOfYear += GregorianDays.IsLeap(year) ? 1 : -1;
        return (GregorianDays.FromDate(year, 1, 1) + dayOfYear - 1) * Day + TimeOf(instant);
    }
}

internal sealed class JodaYearOfEraField() : JodaYearField("yearOfEra")
{
    internal override long Set(long instant, long value)
    {
        Verify(value, 1, Last - 1);
        return SetYear(instant, YearOf(instant) <= 0 ? 1 - value : value);
    }
}

internal sealed class JodaCenturyField() : JodaYearField("centuryOfEra", Century)
{
    internal override long Set(long instant, long value)
    {
        Verify(value, 0, Last / 100);
        var year = YearOf(instant);
        var set = value * 100 + Math.Abs(year) % 100;
        return SetYear(instant, year < 0 ? -set : set);
    }

    internal override long RoundDown(long instant)
    {
        var year = YearOf(instant);
        return base.RoundDown(SetYear(instant, year - year % 100));
    }
}

internal sealed class JodaEraField() : JodaField("era", Unbounded, Unbounded)
{
    internal override long Set(long instant, long value)
    {
        Verify(value, 0, 1);
        var year = JodaYearField.YearOf(instant);
        return (year > 0 ? 1 : 0) == value ? instant : JodaYearField.SetYear(instant, -year);
    }

    internal override long RoundDown(long instant)
        => JodaYearField.YearOf(instant) > 0 ? GregorianDays.FromDate(1, 1, 1) * Day : long.MinValue;
}

internal sealed class JodaWeekyearField() : JodaYearField("weekyear")
{
    private static readonly JodaDayOfWeekField DayOfWeekField = new();
    private static readonly JodaWeekField WeekField = new();

    internal override long Set(long instant, long value)
    {
        Verify(value, First + 1, Last - 1);
        var from = WeekyearOf(instant);
        if (from == value)
            return instant;
        var week = Math.Min(WeekOf(instant), Math.Min(WeeksIn(from), WeeksIn(value)));
        var moved = SetYear(instant, value);
        moved += Math.Sign(value - WeekyearOf(moved)) * Week;
        moved += (week - WeekOf(moved)) * Week;
        return DayOfWeekField.Set(moved, GregorianDays.IsoDayOfWeek(DayOf(instant)));
    }

    internal override long RoundDown(long instant)
    {
        instant = WeekField.RoundDown(instant);
        return instant - (WeekOf(instant) - 1) * Week;
    }

    internal static long WeekyearOf(long instant)
    {
        var day = DayOf(instant);
        var year = GregorianDays.ToDate(day).Year;
        return day < FirstDay(year) ? year - 1 : day >= FirstDay(year + 1) ? year + 1 : year;
    }

    internal static long WeekOf(long instant) => (DayOf(instant) - FirstDay(WeekyearOf(instant))) / 7 + 1;

    internal static long WeeksIn(long weekyear) => (FirstDay(weekyear + 1) - FirstDay(weekyear)) / 7;

    /// <summary>The Monday of the week that holds January 4.</summary>
    private static long FirstDay(long weekyear)
    {
        var fourth = GregorianDays.FromDate(weekyear, 1, 4);
        return fourth - (GregorianDays.IsoDayOfWeek(fourth) - 1);
    }
}
