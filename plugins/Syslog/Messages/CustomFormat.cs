using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Syslog.Messages;

/// <summary>
/// A user's own pattern (<c>format.*</c>), tried before the built-in ones. Its groups are, by number, priority, version, time, host
/// and body, as in Flume. Costs objects per message, as every pattern with groups does.
/// </summary>
internal sealed class CustomFormat(JavaPattern pattern, JavaPattern? search, JavaReplacement? replacement, JavaDateFormat? dates, TimeZoneInfo zone)
{
    /// <summary>The format of the options; null when there is none.</summary>
    /// <exception cref="FormatException">One of the options is no pattern, replacement or date format.</exception>
    public static CustomFormat? Of(FormatOptions options, TimeProvider time)
    {
        if (options.Regex is null)
            return null;
        var search = options.Search is null ? null : JavaPattern.Parse(options.Search);
        return new CustomFormat(
            JavaPattern.Compile(options.Regex, compiled: true),
            search,
            search is null ? null : JavaReplacement.Parse(options.Replace ?? "", search),
            options.DateFormat is null ? null : JavaDateFormat.Parse(options.DateFormat, time),
            time.LocalTimeZone);
    }

    /// <summary>The fields of a message; null when it does not fit.</summary>
    /// <exception cref="RegexMatchTimeoutException">The pattern ran away.</exception>
    public CustomFields? Read(ReadOnlySpan<byte> message)
    {
        var match = pattern.WholeRegex.Match(Encoding.UTF8.GetString(message));
        if (!match.Success)
            return null;
        var time = Group(3);
        return new CustomFields(Group(1), Group(2), time, time is null ? null : Millis(time), Group(4), Group(5));

        string? Group(int number) => number <= pattern.GroupCount && match.Groups[number] is { Success: true } group ? group.Value : null;
    }

    private string? Millis(string time)
    {
        if (replacement is not null && search is not null)
            time = replacement.ReplaceAll(time);
        return dates is not null && dates.TryParse(time, zone, out var instant)
            ? instant.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : null;
    }
}

/// <summary>What a custom format found; null: nothing.</summary>
internal sealed record CustomFields(string? Priority, string? Version, string? Time, string? Millis, string? Host, string? Body)
{
    /// <summary>The body with the fields that stay in it; null: the message as it came.</summary>
    public string? BodyKeeping(KeepFields keep)
    {
        if (keep.All || Body is null)
            return null;
        var body = $"{(keep.Priority ? $"<{Priority}>" : "")}{(keep.Version && !string.IsNullOrEmpty(Version) ? Version + " " : "")}"
            + $"{(keep.Timestamp ? (Time ?? "-") + " " : "")}{(keep.Hostname ? (Host ?? "-") + " " : "")}{Body}";
        return body.Length == 0 ? null : body;
    }
}
