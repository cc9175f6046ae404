using System.Collections;

namespace FlumePlug.Core.Configuration;

/// <summary>All that is wrong in a configuration, in the order of discovery. Not thread-safe.</summary>
public sealed class ConfigProblems : IEnumerable<ConfigProblem>
{
    private readonly List<ConfigProblem> _found = [];
    private readonly HashSet<Location> _unresolved = [];

    /// <summary>The number of problems, warnings included.</summary>
    public int Count => _found.Count;

    /// <summary>True when nothing of the configuration may be started.</summary>
    public bool HasErrors => _found.Exists(problem => problem.Severity == Severity.Error);

    /// <summary>Adds a problem found by a later step, such as the check of options, once; not of a value that did not resolve.</summary>
    public void Add(ConfigProblem problem)
    {
        if (_found.Contains(problem))
            return;
        if (problem.Severity == Severity.Warning || problem.Location is null || !_unresolved.Contains(problem.Location))
            _found.Add(problem);
    }

    /// <summary>Adds that a value is not what it will be: what is wrong with it as it stands is not worth a word.</summary>
    public void Unresolved(Location location, string? component, string message, string? suggestion)
    {
        _unresolved.Add(location);
        _found.Add(new ConfigProblem(Severity.Error, location, component, message, suggestion));
    }

    /// <summary>Adds something that keeps the configuration from starting.</summary>
    public void Error(Location? location, string? component, string message, string? suggestion = null) =>
        Add(new ConfigProblem(Severity.Error, location, component, message, suggestion));

    /// <summary>Adds something that is probably not meant, but runs.</summary>
    public void Warning(Location? location, string? component, string message, string? suggestion = null) =>
        Add(new ConfigProblem(Severity.Warning, location, component, message, suggestion));

    /// <summary>By file, line and column; what has no place in a file comes last.</summary>
    public IReadOnlyList<ConfigProblem> Sorted() =>
    [
        .. _found.OrderBy(problem => problem.Location is null)
            .ThenBy(problem => problem.Location?.File, StringComparer.Ordinal)
            .ThenBy(problem => problem.Location?.Line)
            .ThenBy(problem => problem.Location?.Column),
    ];

    /// <summary>The problems of one agent and those that belong to no agent, sorted.</summary>
    public IReadOnlyList<ConfigProblem> Of(string agent) =>
    [
        .. Sorted().Where(problem => problem.Component is null || problem.Component == agent
            || problem.Component.StartsWith(agent + '.', StringComparison.Ordinal)),
    ];

    /// <inheritdoc/>
    public IEnumerator<ConfigProblem> GetEnumerator() => _found.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
