using FlumePlug.Core.Configuration;

namespace FlumePlug.Output;

/// <summary>Problems one a line, as compilers write them, so that editors find the place.</summary>
internal static class PlainProblems
{
    public static void Write(TextWriter output, IReadOnlyList<ConfigProblem> problems)
    {
        foreach (var problem in problems)
            output.WriteLine(ProblemText.Where(problem) + ProblemText.Severity(problem) + ": "
                + ProblemText.What(problem) + ProblemText.Hint(problem));
    }
}
