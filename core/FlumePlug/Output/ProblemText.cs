using FlumePlug.Core.Configuration;

namespace FlumePlug.Output;

/// <summary>The parts of a problem's line: <c>file:line: component: message (hint: ...)</c>.</summary>
internal static class ProblemText
{
    public static string Of(ConfigProblem problem) => Where(problem) + What(problem) + Hint(problem);

    public static string Where(ConfigProblem problem) => problem.Location is { } location ? ControlCharacters.Escaped($"{location}: ") : "";

    public static string What(ConfigProblem problem) =>
        ControlCharacters.Escaped(problem.Component is { } component ? $"{component}: {problem.Message}" : problem.Message);

    public static string Hint(ConfigProblem problem) => problem.Suggestion is { } suggestion ? ControlCharacters.Escaped($" (hint: {suggestion})") : "";

    public static string Severity(ConfigProblem problem) =>
        problem.Severity == Core.Configuration.Severity.Error ? "error" : "warning";

    /// <summary>The last line: how many there are.</summary>
    public static string Count(IReadOnlyList<ConfigProblem> problems)
    {
        var errors = problems.Count(problem => problem.Severity == Core.Configuration.Severity.Error);
        return errors == 0 && problems.Count == 0
            ? "No problems."
            : $"{Many(errors, "error")}, {Many(problems.Count - errors, "warning")}.";
    }

    private static string Many(int count, string word) => $"{count} {word}{(count == 1 ? "" : "s")}";
}
