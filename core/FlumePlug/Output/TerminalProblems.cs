using FlumePlug.Core.Configuration;
using Spectre.Console;

namespace FlumePlug.Output;

/// <summary>Problems in colour, under the file that has them.</summary>
internal static class TerminalProblems
{
    public static void Write(IReadOnlyList<ConfigProblem> problems)
    {
        foreach (var file in problems.GroupBy(problem => problem.Location?.File))
        {
            if (file.Key is { } name)
                AnsiConsole.MarkupLineInterpolated($"[bold]{name}[/]");
            foreach (var problem in file)
                Write(problem);
        }
        AnsiConsole.WriteLine(ProblemText.Count(problems));
    }

    private static void Write(ConfigProblem problem)
    {
        var colour = problem.Severity == Severity.Error ? "red" : "yellow";
        AnsiConsole.Markup($"  [dim]{Markup.Escape(ProblemText.Where(problem))}[/][{colour}]{ProblemText.Severity(problem)}:[/] ");
        AnsiConsole.MarkupLine($"{Markup.Escape(ProblemText.What(problem))}[green]{Markup.Escape(ProblemText.Hint(problem))}[/]");
    }
}
