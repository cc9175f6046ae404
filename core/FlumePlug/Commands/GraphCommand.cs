using System.CommandLine;
using FlumePlug.Core.Configuration;
using FlumePlug.FlumeCommandLine;
using FlumePlug.Logging;
using FlumePlug.Output;
using FlumePlug.Topology;

namespace FlumePlug.Commands;

/// <summary><c>graph FILE</c>: what flows where, as text and as Mermaid; what is wrong goes to standard error.</summary>
internal static class GraphCommand
{
    public static Command Create(JavaArguments java)
    {
        var configuration = new ConfigurationArguments(java);
        var form = new Option<string?>("--form") { Description = "Only text or only mermaid.", HelpName = "FORM" }
            .AcceptOnlyFromAmong("text", "mermaid");
        var command = new Command("graph", "Draw the topology of a configuration as text and as Mermaid.") { SharedOptions.Name, form };
        configuration.AddTo(command);
        command.SetAction(parsed => Graph(configuration.Read(parsed), parsed.GetValue(SharedOptions.Name), parsed.GetValue(form)));
        return command;
    }

    private static int Graph(Invocation invocation, string? name, string? form)
    {
        using var logs = new LineLoggerFactory(invocation.Logging, TimeProvider.System);
        using var loaded = LoadedConfiguration.Load(invocation with { AgentName = name }, logs);
        var agents = loaded.ChosenAgents();
        var problems = loaded.ChosenProblems();
        PlainProblems.Write(Console.Error, problems);
        if (agents.Count == 0)
            return ExitCodes.ConfigurationWrong;
        if (form != "mermaid")
            TextGraph.Write(Console.Out, agents);
        if (form is null)
            Console.Out.WriteLine("\n```mermaid");
        if (form != "text")
            MermaidGraph.Write(Console.Out, agents);
        if (form is null)
            Console.Out.WriteLine("```");
        return problems.Any(problem => problem.Severity == Severity.Error) ? ExitCodes.ConfigurationWrong : ExitCodes.Fine;
    }
}
