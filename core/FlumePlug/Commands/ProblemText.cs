using FlumePlug.Core.Configuration;

namespace FlumePlug.Commands;

/// <summary>A problem as one line: <c>file:line: component: message (did you mean x?)</c>.</summary>
internal static class ProblemText
{
    public static string Of(ConfigProblem problem)
    {
        var line = problem.Location is { } location ? $"{location}: " : "";
        if (problem.Component is { } component)
            line += component + ": ";
        line += problem.Message;
        return problem.Suggestion is { } suggestion ? $"{line} (hint: {suggestion})" : line;
    }
}
