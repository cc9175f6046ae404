using System.Globalization;
using System.Text.RegularExpressions;

namespace FlumePlug.Hdfs.Naming;

/// <summary>Time zones by the ids that java.util.TimeZone knows.</summary>
internal static partial class TimeZones
{
    /// <summary>The zone of an id, or null: Java takes GMT then.</summary>
    public static TimeZoneInfo? Find(string id)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;
        if (Custom().Match(id) is not { Success: true } custom)
            return null;
        var minutes = custom.Groups[3].Success ? int.Parse(custom.Groups[3].Value, CultureInfo.InvariantCulture) : 0;
        var offset = new TimeSpan(int.Parse(custom.Groups[2].Value, CultureInfo.InvariantCulture), minutes, 0);
        if (offset.TotalHours > 14 || minutes > 59)
            return null;
        return TimeZoneInfo.CreateCustomTimeZone(id, custom.Groups[1].Value == "-" ? -offset : offset, id, id);
    }

    // GMT+8, GMT-03:30, GMT+0530.
    [GeneratedRegex(@"^GMT([+-])(\d{1,2}):?(\d\d)?$")]
    private static partial Regex Custom();
}
