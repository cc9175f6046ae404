using System.Globalization;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hdfs.Naming;

/// <summary>
/// The time of an event: its header <c>timestamp</c>. An event without one, or with one that is no time of the years 1 to 9999,
/// has the agent's time: Flume stops at such an event for ever.
/// </summary>
internal sealed class EventTimes(ComponentContext context, bool useLocalTimeStamp)
{
    // A day within what the calendar holds, so that no zone's clock leaves it.
    private static readonly long Earliest = DateTimeOffset.MinValue.AddDays(1).ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    private readonly Counter _replaced = context.Counters["TimestampReplacedCount"];
    private long _told;

    /// <summary>The agent's time, in milliseconds since 1970.</summary>
    public long Now => context.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The time that names are made of.</summary>
    public long Of(Headers headers, long now)
    {
        if (useLocalTimeStamp)
            return now;
        var text = headers["timestamp"];
        return text is not null && TryParse(text, out var millis) && millis >= Earliest && millis <= Latest ? millis : Replaced(text, now);
    }

    /// <summary>The key of an event in a SequenceFile.</summary>
    public long KeyOf(Headers headers, long now) =>
        headers["timestamp"] is not { } text ? now : TryParse(text, out var millis) ? millis : Replaced(text, now);

    private static bool TryParse(string text, out long millis) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out millis);

    private long Replaced(string? text, long now)
    {
        _replaced.Increment();
        if (now == _told)
            return now;
        // Once for a batch.
        _told = now;
        context.Problems.Report(text is null
            ? "Expected timestamp in the Flume event headers, but it was null: such events are filed by the agent's time (a timestamp "
                + "interceptor at the source, or hdfs.useLocalTimeStamp = true)."
            : "Flume wasn't able to parse timestamp header in the event to resolve time based bucketing: such events are filed by the agent's time.",
            level: LogLevel.Warning);
        return now;
    }
}
