using FlumePlug.Script.Verbs.Trying;

namespace FlumePlug.Script.Verbs.Cases;

/// <summary>Runs a case with a script of its own, and says what is not as expected.</summary>
internal static class CaseRun
{
    /// <exception cref="ScriptErrorsException">The script has errors.</exception>
    public static async ValueTask<IReadOnlyList<string>> DifferencesAsync(ScriptCase tried, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        await using var script = new ScriptTry(tried.Setting);
        var came = new List<TriedEvent>();
        for (var i = 0; i < tried.In.Count; i++)
        {
            var outcome = await script.RunAsync(tried.In[i], cancellationToken);
            var place = tried.In.Count == 1 ? "" : $"event {i + 1}: ";
            came.AddRange(outcome.Events);
            differences.AddRange(ErrorDifferences(tried.Error, outcome.Error).Select(text => place + text));
            if (tried.Route is not null && outcome.Error is null)
                differences.AddRange(RouteDifferences(tried.Route, outcome.Route).Select(text => place + text));
        }
        if (tried.Out is not null)
            differences.AddRange(OutDifferences(tried.Out, came));
        foreach (var (name, expected) in tried.Counters)
            if (script.Counter(name) is var counted && counted != expected)
                differences.Add($"the counter '{name}' is {counted}, {expected} was expected");
        return differences;
    }

    private static IEnumerable<string> ErrorDifferences(string? expected, string? error)
    {
        if (expected is null && error is not null)
            yield return $"it failed: {error}";
        else if (expected is not null && error?.Contains(expected, StringComparison.Ordinal) != true)
            yield return error is null ? $"it did not fail, '{expected}' was expected" : $"it failed otherwise than with '{expected}': {error}";
    }

    private static IEnumerable<string> RouteDifferences(IReadOnlyList<string> expected, IReadOnlyList<string>? route)
    {
        if (route is null)
            yield return "it has no route: this is no selector's script";
        else if (!route.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
            yield return $"the route is {Words(route)}, {Words(expected)} was expected";
    }

    private static IEnumerable<string> OutDifferences(IReadOnlyList<ExpectedEvent> expected, List<TriedEvent> came)
    {
        if (came.Count != expected.Count)
            yield return $"{came.Count} events came out, {expected.Count} were expected{string.Concat(came.Select(one => $"; {one}"))}";
        for (var i = 0; i < Math.Min(came.Count, expected.Count); i++)
            foreach (var difference in expected[i].Differences(came[i]))
                yield return expected.Count == 1 ? difference : $"out {i + 1}: {difference}";
    }

    private static string Words(IReadOnlyList<string> names) => names.Count == 0 ? "no channel" : string.Join(' ', names);
}
