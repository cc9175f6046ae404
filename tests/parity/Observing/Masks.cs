using System.Globalization;
using System.Text.RegularExpressions;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Observing;

/// <summary>Takes out what differs from run to run: directories, client ports, the time of day, uuids, idle polls.</summary>
public static partial class Masks
{
    private static readonly TimeSpan Today = TimeSpan.FromHours(12);

    public static string Apply(string text, Placeholders placeholders)
    {
        text = text.Replace(placeholders.Directory, "{dir}", StringComparison.Ordinal);
        text = Uuid().Replace(text, "UUID");
        text = ClientAddress().Replace(text, "/127.0.0.1:PORT");
        return Millis().Replace(text, digits => IsNow(digits.Value) ? "MILLIS" : digits.Value);
    }

    /// <summary>
    /// How often an idle sink looks and how events fall into batches is chance: of take attempts only the lower bound is
    /// the same in each run, of the batch counters nothing but that they are there.
    /// </summary>
    public static IEnumerable<(string Attribute, string Value)> Metrics(IReadOnlyDictionary<string, string> attributes) =>
        attributes.Select(one => one.Key switch
        {
            "StartTime" or "StopTime" when IsNow(one.Value) => (one.Key, "MILLIS"),
            "EventTakeAttemptCount" when Number(one.Value) >= Number(attributes["EventTakeSuccessCount"]) =>
                (one.Key, ">= EventTakeSuccessCount"),
            "BatchEmptyCount" or "BatchUnderflowCount" or "BatchCompleteCount" when Number(one.Value) >= 0 => (one.Key, "COUNT"),
            _ => (one.Key, one.Value),
        });

    private static bool IsNow(string digits) =>
        Math.Abs(Number(digits) - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) < Today.TotalMilliseconds;

    private static long Number(string digits) =>
        long.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : -1;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"/127\.0\.0\.1:\d+")]
    private static partial Regex ClientAddress();

    [GeneratedRegex(@"(?<!\d)\d{13}(?!\d)")]
    private static partial Regex Millis();
}
