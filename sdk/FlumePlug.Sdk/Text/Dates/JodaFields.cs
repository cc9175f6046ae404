namespace FlumePlug.Sdk.Text.Dates;

/// <summary>What a Joda-Time parser has read so far, and the instant that it comes to.</summary>
internal sealed class JodaFields
{
    internal static readonly JodaField Year = new JodaYearField(), YearOfEra = new JodaYearOfEraField(),
        Century = new JodaCenturyField(), Era = new JodaEraField(), Weekyear = new JodaWeekyearField(),
        MonthOfYear = new JodaMonthField(), DayOfMonth = new JodaDayOfMonthField(), DayOfYear = new JodaDayOfYearField(),
        DayOfWeek = new JodaDayOfWeekField(), Week = new JodaWeekField(),
        HalfDay = new JodaFixedField("halfdayOfDay", JodaField.HalfDay, JodaField.Day, 0, 1),
        HourOfHalfDay = new JodaFixedField("hourOfHalfday", JodaField.Hour, JodaField.HalfDay, 0, 11),
        ClockHourOfHalfDay = new JodaFixedField("clockhourOfHalfday", JodaField.Hour, JodaField.HalfDay, 1, 12, zero: 12),
        HourOfDay = new JodaFixedField("hourOfDay", JodaField.Hour, JodaField.Day, 0, 23),
        ClockHourOfDay = new JodaFixedField("clockhourOfDay", JodaField.Hour, JodaField.Day, 1, 24, zero: 24),
        MinuteOfHour = new JodaFixedField("minuteOfHour", JodaField.Minute, JodaField.Hour, 0, 59),
        SecondOfMinute = new JodaFixedField("secondOfMinute", JodaField.Second, JodaField.Minute, 0, 59),
        Millisecond = new JodaFixedField("millisOfSecond", 1, JodaField.Second, 0, 999);

    private const int DefaultYear = 2000;
    private readonly List<(JodaField Field, long Value)> _saved = [];

    /// <summary>The offset that was read, in milliseconds; it wins over the zone.</summary>
    internal long? Offset { get; set; }

    /// <summary>The zone that was read, else the caller's.</summary>
    internal TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    internal void Clear(TimeZoneInfo zone)
    {
        _saved.Clear();
        Offset = null;
        Zone = zone;
    }

    internal void Save(JodaField field, long value) => _saved.Add((field, value));

    /// <summary>Sets the longest first, into 1970, or into 2000 where months or days are the longest.</summary>
    internal long ToMillis()
    {
        Sort();
        if (_saved.Count > 0 && _saved[0].Field.Unit is >= JodaField.Day and <= JodaField.Month)
        {
            Save(Year, DefaultYear);
            Sort();
        }

        var local = 0L;
        foreach (var (field, value) in _saved)
            local = field.RoundDown(field.Set(local, value));
        for (var i = 0; i < _saved.Count; i++)
        {
            local = _saved[i].Field.Set(local, _saved[i].Value);
            if (i == _saved.Count - 1)
                local = _saved[i].Field.RoundDown(local);
        }

        return local - (Offset ?? OffsetOf(local));
    }

    /// <summary>By what they count within, then by their own length, the longest first; equal ones stay as read.</summary>
    private void Sort()
    {
        for (var i = 1; i < _saved.Count; i++)
        {
            for (var at = i; at > 0 && IsLonger(_saved[at].Field, _saved[at - 1].Field); at--)
                (_saved[at - 1], _saved[at]) = (_saved[at], _saved[at - 1]);
        }
    }

    private static bool IsLonger(JodaField field, JodaField other)
        => (Length(field.Range), Length(field.Unit)).CompareTo((Length(other.Range), Length(other.Unit))) > 0;

    private static long Length(long millis) => millis == JodaField.Unbounded ? long.MaxValue : millis;

    /// <summary>Of two the earlier instant; none in the hour that a clock skips.</summary>
    private long OffsetOf(long local)
    {
        var (greater, lesser) = LocalTime.Offsets(Zone, local);
        return LocalTime.IsAt(Zone, local, greater) ? greater
            : LocalTime.IsAt(Zone, local, lesser) ? lesser
            : throw new FormatException($"Illegal instant due to time zone offset transition ({Zone.Id})");
    }
}
