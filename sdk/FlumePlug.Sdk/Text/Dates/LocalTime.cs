namespace FlumePlug.Sdk.Text.Dates;

/// <summary>Milliseconds since 1970 on the clock of a zone, and what that instant is.</summary>
internal static class LocalTime
{
    private const long Day = 86_400_000;

    // DateTimeOffset covers the years 1 to 9999; a day at each end is left for the offset.
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds() + Day;
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - Day;

    /// <summary>The zone's distance from UTC at an instant, in milliseconds.</summary>
    internal static long Offset(TimeZoneInfo zone, long instant)
    {
        var known = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(instant, Earliest, Latest));
        return zone.GetUtcOffset(known).Ticks / TimeSpan.TicksPerMillisecond;
    }

    /// <summary>The two offsets around a local time: the greater first, which gives the earlier instant.</summary>
    internal static (long Greater, long Lesser) Offsets(TimeZoneInfo zone, long local)
    {
        var (before, after) = (Offset(zone, local - Day), Offset(zone, local + Day));
        return (Math.Max(before, after), Math.Min(before, after));
    }

    internal static bool IsAt(TimeZoneInfo zone, long local, long offset) => Offset(zone, local - offset) == offset;
}
