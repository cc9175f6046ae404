namespace FlumePlug.Hdfs.Naming;

/// <summary>Rounds times down to a multiple of seconds, minutes or hours on the clock of a zone, as java.util.Calendar does.</summary>
internal sealed class TimeRounding(string unit, int value)
{
    /// <summary>Flume's message for a value that does not fit the unit.</summary>
    public static string? RangeError(string unit, int value) =>
        MostOf(unit) is { } most && (value <= 0 || value > most) ? $"Round value must be > 0 and <= {most}" : null;

    /// <summary>Whether it is a unit at all.</summary>
    public static bool IsUnit(string unit) => MostOf(unit) is not null;

    public DateTimeOffset Down(DateTimeOffset time, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone).DateTime;
        var hour = new DateTime(local.Year, local.Month, local.Day, local.Hour, 0, 0);
        var rounded = unit.ToUpperInvariant() switch
        {
            "HOUR" => local.Date.AddHours(Multiple(local.Hour)),
            "MINUTE" => hour.AddMinutes(Multiple(local.Minute)),
            _ => hour.AddMinutes(local.Minute).AddSeconds(Multiple(local.Second)),
        };
        // Java takes a clock time that comes twice for the later one, and counts one that never comes from the hour before.
        var offset = zone.IsAmbiguousTime(rounded) ? zone.GetAmbiguousTimeOffsets(rounded).Min()
            : zone.IsInvalidTime(rounded) ? zone.GetUtcOffset(rounded.AddHours(-3)) : zone.GetUtcOffset(rounded);
        var ticks = Math.Clamp(rounded.Ticks - offset.Ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks);
        return new(ticks, TimeSpan.Zero);
    }

    private int Multiple(int field) => field / value * value;

    private static int? MostOf(string unit) => unit.ToUpperInvariant() switch { "SECOND" or "MINUTE" => 60, "HOUR" => 24, _ => null };
}
