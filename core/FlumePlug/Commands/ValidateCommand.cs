using System.CommandLine;
using FlumePlug.Core.Configuration;
using FlumePlug.FlumeCommandLine;
using FlumePlug.Logging;
using FlumePlug.Output;

namespace FlumePlug.Commands;

/// <summary><c>validate FILE</c>: every problem of every agent, or of the one named, as <c>run</c> would tell them; nothing starts.</summary>
internal static class ValidateCommand
{
    public static Command Create(JavaArguments java)
    {
        var configuration = new ConfigurationArguments(java);
        var command = new Command("validate", "Check a configuration: every problem of every agent, with file, line and the nearest right name.")
        {
            SharedOptions.Name, SharedOptions.Json,
        };
        configuration.AddTo(command);
        command.SetAction((parsed, _) => ValidateAsync(
            configuration.Read(parsed) with { AgentName = parsed.GetValue(SharedOptions.Name) }, parsed.GetValue(SharedOptions.Json)));
        return command;
    }

    private static async Task<int> ValidateAsync(Invocation invocation, bool json)
    {
        using var logs = new LineLoggerFactory(invocation.Logging, TimeProvider.System);
        using var loaded = LoadedConfiguration.Load(invocation, logs);
        await loaded.CheckAllAsync();
        var problems = loaded.ChosenProblems();
        if (json)
            StandardOutput.WriteJson(writer => ProblemsJson.Write(writer, problems));
        else if (StandardOutput.IsTerminal)
            TerminalProblems.Write(problems);
        else
        {
            PlainProblems.Write(Console.Out, problems);
            Console.Out.WriteLine(ProblemText.Count(problems));
        }
        return problems.Any(problem => problem.Severity == Severity.Error) ? ExitCodes.ConfigurationWrong : ExitCodes.Fine;
    }
}
