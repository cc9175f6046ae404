using System.Globalization;

namespace FlumePlug.FileChannel.Tools;

/// <summary>How the tools write numbers.</summary>
internal static class Numbers
{
    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>All of them, as <c>5, 7 to 9</c>.</summary>
    public static string List(SequenceSet numbers) => string.Join(", ", numbers.Ranges.Select(range => range.Count switch
    {
        1 => $"{range.First}",
        2 => $"{range.First}, {range.First + 1}",
        _ => $"{range.First} to {range.End - 1}",
    }));

    public static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B");

    /// <summary>A length of time in the unit that tells most.</summary>
    public static string Age(TimeSpan age) => age.TotalSeconds < 0 ? "in the future" : age switch
    {
        { TotalMinutes: < 2 } => $"{(long)age.TotalSeconds} s ago",
        { TotalHours: < 2 } => $"{(long)age.TotalMinutes} min ago",
        { TotalDays: < 2 } => $"{(long)age.TotalHours} h ago",
        _ => $"{(long)age.TotalDays} days ago",
    };
}
