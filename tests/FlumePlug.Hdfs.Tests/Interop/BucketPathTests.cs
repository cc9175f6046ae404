using FlumePlug.Hdfs.Tests.Running;

namespace FlumePlug.Hdfs.Tests.Interop;

/// <summary>Directories by time beside what Flume's own BucketPath says, over midnights, leap days and changes of summer time.</summary>
public sealed class BucketPathTests
{
    private const string AllLetters = "%Y_%y_%m_%n_%b_%B_%d_%e_%j_%a_%A_%H_%k_%I_%l_%M_%S_%p_%s_%t_%z_%q_%D_%c_%%_%{host}_%{a.b-c_d}_%{none}_%{no such}_%-_100%";

    private static readonly (string Template, string Zone, string Unit, int Value)[] Kinds =
    [
        (AllLetters, "UTC", "second", 0), (AllLetters, "Europe/Berlin", "second", 0), (AllLetters, "America/New_York", "second", 0),
        ("%Y-%m-%d_%H%M%S_%s_%z", "Europe/Berlin", "minute", 10), ("%Y-%m-%d_%H%M%S_%s_%z", "Europe/Berlin", "hour", 2),
        ("%Y-%m-%d_%H%M%S_%s_%z", "Europe/Berlin", "hour", 24), ("%Y-%m-%d_%H%M%S_%s_%z", "America/New_York", "hour", 6),
        ("%Y-%m-%d_%H%M%S_%s_%z", "Asia/Kolkata", "minute", 45), ("%Y-%m-%d_%H%M%S_%s_%t", "Australia/Lord_Howe", "hour", 1),
        ("%Y-%m-%d_%H%M%S_%s_%z", "UTC", "second", 7), ("%Y-%m-%d_%H%M_%z", "GMT+05:30", "minute", 60), ("%Y-%m-%d_%H%M_%z", "GMT-8", "second", 60),
    ];

    private static readonly string[] Times =
    [
        "0", "999", "-1", "951782399999", "951782400000", "1767225599999", "1767225600000", "-2208988800000", "4102444800000",
        .. Around("2026-03-28T23:00:00Z"), .. Around("2026-03-29T01:00:00Z"), .. Around("2026-10-25T00:00:00Z"), .. Around("2026-10-25T01:00:00Z"),
        .. Around("2026-03-08T07:00:00Z"), .. Around("2026-11-01T06:00:00Z"), .. Around("2026-04-04T15:00:00Z"), .. Around("2026-10-03T15:30:00Z"),
    ];

    [Fact]
    public async Task Directories_are_those_of_Flume()
    {
        FlumePeer.Require();
        using var context = new TestComponentContext();
        var lines = Kinds.SelectMany(kind => TimesOf(kind.Value).Select(time => (kind, time))).ToList();
        var file = Path.Combine(context.ConfigurationDirectory, "lines");
        await File.WriteAllLinesAsync(file, lines.Select(line => string.Join('\t', line.kind.Template, line.kind.Zone, line.kind.Unit, line.kind.Value, line.time)),
            TestContext.Current.CancellationToken);
        var flume = (await FlumePeer.RunToolAsync("Buckets.java", file)).Split('\n').Where(line => line.StartsWith("= ", StringComparison.Ordinal))
            .Select(line => line[2..].TrimEnd('\r').Replace(':', '_')).ToList();

        var ours = new List<string>();
        foreach (var kind in Kinds)
            ours.AddRange(await DirectoriesAsync(kind));

        Assert.Equal(flume, ours);
    }

    // Each event is its own index, so that a file says where it belongs.
    private static async Task<string[]> DirectoriesAsync((string Template, string Zone, string Unit, int Value) kind)
    {
        await using var sink = new RunningSink(("hdfs.path", $"file://{{root}}/{kind.Template}"), ("hdfs.timeZone", kind.Zone),
            ("hdfs.round", kind.Value > 0 ? "true" : "false"), ("hdfs.roundUnit", kind.Unit), ("hdfs.roundValue", $"{Math.Max(kind.Value, 1)}"));
        var times = TimesOf(kind.Value);
        await sink.DeliverAsync([.. times.Select((time, i) => EventOf($"{i}", ("timestamp", time), ("host", "web1"), ("a.b-c_d", "x$1\\y")))]);
        var found = new string[times.Length];
        foreach (var file in Directory.GetFiles(sink.Root, "*", SearchOption.AllDirectories))
            foreach (var line in await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
                found[int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)] = Path.GetRelativePath(sink.Root, Path.GetDirectoryName(file)!);
        return found;
    }

    // Flume does not round times before 1970: it stops at such an event.
    private static string[] TimesOf(int rounding) => [.. Times.Where(time => rounding == 0 || time[0] is not ('-' or '0'))];

    private static IEnumerable<string> Around(string instant)
    {
        var millis = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        foreach (var minutes in new[] { -121, -61, -31, 0, 1, 29, 59, 61, 119, 181 })
            yield return $"{millis + (minutes * 60_000) - 1}";
    }
}
