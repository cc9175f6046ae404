namespace FlumePlug.Sdk.Text.Dates;

/// <summary>A field of Joda-Time's ISO chronology: how a value is set in an instant and what is cut off below it.</summary>
internal abstract class JodaField
{
    internal const long Second = 1000, Minute = 60 * Second, Hour = 60 * Minute, HalfDay = 12 * Hour;
    internal const long Day = 24 * Hour, Week = 7 * Day;
    internal const long Month = 2_629_746_000, Year = 31_556_952_000, Century = 100 * Year;
    internal const long Unbounded = 0;

    protected JodaField(string name, long unit, long range)
    {
        Name = name;
        Unit = unit;
        Range = range;
    }

    internal string Name { get; }

    /// <summary>The average length in milliseconds; 0 for eras.</summary>
    internal long Unit { get; }

    /// <summary>The length of what the field counts within; 0 where that is time itself.</summary>
    internal long Range { get; }

    internal abstract long Set(long instant, long value);

    internal abstract long RoundDown(long instant);

    protected void Verify(long value, long first, long last)
    {
        if (value < first || value > last)
            throw new FormatException($"Value {value} for {Name} must be in the range [{first},{last}]");
    }

    protected static long DayOf(long instant) => GregorianDays.FloorDivide(instant, Day);

    protected static long TimeOf(long instant) => GregorianDays.FloorModulo(instant, Day);
}

/// <summary>A field of fixed length.</summary>
internal class JodaFixedField(string name, long unit, long range, int first, int last, int zero = 0)
    : JodaField(name, unit, range)
{
    internal override long Set(long instant, long value)
    {
        Verify(value, first, Last(instant, value));
        // A clock hour of 12 or 24 is the hour 0.
        var count = zero > 0 && value == zero ? 0 : value;
        return instant + (count - Get(instant)) * Unit;
    }

    internal override long RoundDown(long instant) => instant - GregorianDays.FloorModulo(instant, Unit);

    protected virtual long Last(long instant, long value) => last;

    protected virtual long Get(long instant) => GregorianDays.FloorModulo(instant, Range) / Unit;
}

internal sealed class JodaDayOfMonthField() : JodaFixedField("dayOfMonth", Day, Month, 1, 31)
{
    protected override long Last(long instant, long value)
    {
        var (year, month, _) = GregorianDays.ToDate(DayOf(instant));
        return value is > 28 or < 1 ? GregorianDays.DaysInMonth(year, month) : 28;
    }

    protected override long Get(long instant) => GregorianDays.ToDate(DayOf(instant)).Day;
}

internal sealed class JodaDayOfYearField() : JodaFixedField("dayOfYear", Day, Year, 1, 366)
{
    protected override long Last(long instant, long value)
        => value is > 365 or < 1 ? GregorianDays.DaysInYear(GregorianDays.ToDate(DayOf(instant)).Year) : 365;

    protected override long Get(long instant) => GregorianDays.DayOfYear(DayOf(instant));
}

internal sealed class JodaDayOfWeekField() : JodaFixedField("dayOfWeek", Day, Week, 1, 7)
{
    protected override long Get(long instant) => GregorianDays.IsoDayOfWeek(DayOf(instant));
}

internal sealed class JodaWeekField() : JodaFixedField("weekOfWeekyear", Week, Year, 1, 53)
{
    internal override long RoundDown(long instant) => base.RoundDown(instant + 3 * Day) - 3 * Day;

    protected override long Last(long instant, long value)
        => value > 52 ? JodaWeekyearField.WeeksIn(JodaWeekyearField.WeekyearOf(instant)) : 52;

    protected override long Get(long instant) => JodaWeekyearField.WeekOf(instant);
}

internal sealed class JodaMonthField() : JodaField("monthOfYear", Month, Year)
{
    internal override long Set(long instant, long value)
    {
        Verify(value, 1, 12);
        var (year, _, day) = GregorianDays.ToDate(DayOf(instant));
        day = Math.Min(day, GregorianDays.DaysInMonth(year, (int)value));
        return GregorianDays.FromDate(year, (int)value, day) * Day + TimeOf(instant);
    }

    internal override long RoundDown(long instant)
    {
        var (year, month, _) = GregorianDays.ToDate(DayOf(instant));
        return GregorianDays.FromDate(year, month, 1) * Day;
    }
}
