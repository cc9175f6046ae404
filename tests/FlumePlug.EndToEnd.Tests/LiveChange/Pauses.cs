using System.Globalization;

namespace FlumePlug.EndToEnd.Tests.LiveChange;

/// <summary>
/// How long nothing came to the tally sink: around changes, and while nothing was changed, which shows what the machine does by
/// itself because others use it too.
/// </summary>
internal sealed class Pauses(string report)
{
    // An edit is noticed, read, compiled or loaded before it is told, and what it left is ended after that.
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(200);

    private readonly List<double> _quiet = [];

    /// <summary>The longest pauses of parts of the time that are as long as what is looked at around a change.</summary>
    public IReadOnlyList<double> Quiet => _quiet;

    /// <summary>Lets the agent run undisturbed, and notes the pauses.</summary>
    public async Task RestAsync(TimeSpan time)
    {
        var begin = DateTimeOffset.UtcNow;
        await Task.Delay(time, TestContext.Current.CancellationToken);
        var noted = Read();
        for (var part = begin; part < DateTimeOffset.UtcNow - Before - After; part += Before + After)
            _quiet.Add(Longest(noted, part, part + Before + After));
    }

    /// <summary>The longest pause around each change that these lines of a log tell.</summary>
    public List<double> Around(IEnumerable<string> lines)
    {
        var noted = Read();
        return [.. lines.Select(TimeOf).Select(told => Longest(noted, told - Before, told + After))];
    }

    /// <summary>What one of a hundred exceeds.</summary>
    public static double Percentile99(IReadOnlyCollection<double> pauses) => pauses.OrderDescending().ElementAtOrDefault(pauses.Count / 100);

    /// <summary>In words, longest first.</summary>
    public static string Describe(string what, IReadOnlyCollection<double> pauses) => string.Create(CultureInfo.InvariantCulture,
        $"{what}: {pauses.Count}, median {pauses.OrderDescending().ElementAtOrDefault(pauses.Count / 2)} ms, 99th percentile {Percentile99(pauses)} ms, longest {string.Join(' ', pauses.OrderDescending().Take(8))} ms");

    private static double Longest(List<(DateTimeOffset End, double Length)> noted, DateTimeOffset from, DateTimeOffset to) =>
        noted.Where(pause => pause.End >= from && pause.End.AddMilliseconds(-pause.Length) <= to).Select(pause => pause.Length).DefaultIfEmpty().Max();

    private static DateTimeOffset TimeOf(string line) =>
        DateTimeOffset.ParseExact(line[..23], "yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal);

    private List<(DateTimeOffset End, double Length)> Read() => !File.Exists(report) ? []
        : [.. File.ReadAllLines(report).Select(line => line.Split(' ')).Select(parts => (
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)),
            double.Parse(parts[1], CultureInfo.InvariantCulture)))];
}
