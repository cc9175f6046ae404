namespace FlumePlug.Sdk.Text.Dates;

/// <summary>The names that Java's English locale has for dates.</summary>
internal static class EnglishNames
{
    internal static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    /// <summary>From Sunday on, as <see cref="DayOfWeek"/> counts.</summary>
    internal static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    internal static readonly string[] HalfDays = ["AM", "PM"];

    /// <summary>The short names that Joda-Time and Java read in English-speaking America.</summary>
    internal static readonly (string Name, string Zone)[] Zones =
    [
        ("UTC", "UTC"), ("UT", "UTC"), ("GMT", "UTC"), ("EST", "America/New_York"), ("EDT", "America/New_York"),
        ("CST", "America/Chicago"), ("CDT", "America/Chicago"), ("MST", "America/Denver"), ("MDT", "America/Denver"),
        ("PST", "America/Los_Angeles"), ("PDT", "America/Los_Angeles"),
    ];

    internal static string Short(string name) => name[..3];
}
