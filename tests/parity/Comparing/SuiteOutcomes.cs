using System.Collections.Concurrent;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Observing;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Comparing;

using Outcomes = Dictionary<string, Outcome>;

/// <summary>Runs every suite at most once, two at a time, and keeps how each of its cases went.</summary>
public static class SuiteOutcomes
{
    private static readonly SemaphoreSlim Turns = new(2);
    private static readonly Lazy<IReadOnlyList<ParityCase>> AllCases = new(ReadCases);
    private static readonly Lazy<Dictionary<string, Lazy<Task<Outcomes>>>> BySuite = new(Suites);

    public static IReadOnlyList<WantedDifference> Wanted { get; } =
        WantedDifference.ReadAll(Path.Combine(Repository.Parity, "differences.tsv"));

    public static IReadOnlyList<ParityCase> Cases => AllCases.Value;

    /// <summary>With <c>FLUMEPLUG_PARITY_CASES=netcat/*</c> only these run, and unused differences stay unknown.</summary>
    public static string? Chosen { get; } = Environment.GetEnvironmentVariable("FLUMEPLUG_PARITY_CASES");

    public static async Task<Outcome> OfAsync(ParityCase about)
    {
        var started = BySuite.Value.Values.Select(suite => suite.Value).ToList();
        return (await BySuite.Value[about.Suite].Value)[about.Name];
    }

    private static ParityCase[] ReadCases() =>
    [
        .. CaseReader.ReadAll(Path.Combine(Repository.Parity, "cases"))
            .Where(one => Chosen is null || Pattern.Fits(Chosen, one.Name)),
    ];

    private static Dictionary<string, Lazy<Task<Outcomes>>> Suites() =>
        Suite.Of(Cases).ToDictionary(suite => suite.Name, suite => new Lazy<Task<Outcomes>>(() => RunAsync(suite)));

    private static async Task<Outcomes> RunAsync(Suite suite)
    {
        await Turns.WaitAsync();
        try
        {
            var run = new SuiteRun(suite);
            var flumes = await FlumeCache.ObserveAsync(suite, run, Subject.Flume!);
            var ours = await run.ObserveAsync(
                Subject.Compared, (about, seen) => Compare(about, flumes[about.Name], seen).Unwanted.Count == 0);
            return suite.Cases.ToDictionary(about => about.Name, about => Compare(about, flumes[about.Name], ours[about.Name]));
        }
        finally
        {
            Turns.Release();
        }
    }

    private static Outcome Compare(ParityCase about, Observation flumes, Observation ours)
    {
        var shown = new HashSet<WantedDifference>();
        var unwanted = new List<Difference>();
        foreach (var difference in Difference.Between(about, flumes, ours))
        {
            if (Wanted.FirstOrDefault(wanted => wanted.Covers(about.Name, difference)) is { } wanted) shown.Add(wanted);
            else unwanted.Add(difference);
        }
        return new Outcome(unwanted, shown);
    }
}
