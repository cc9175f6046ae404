using System.CommandLine;
using FlumePlug.Core;
using FlumePlug.Core.Configuration;
using FlumePlug.FlumeCommandLine;
using FlumePlug.Logging;
using FlumePlug.Output;

namespace FlumePlug.Commands;

/// <summary>
/// <c>plan OLD NEW</c>: what a reload would start, stop, restart, change and keep, and which events are at risk. Nothing starts;
/// what is wrong goes to standard error.
/// </summary>
internal static class PlanCommand
{
    public static Command Create(JavaArguments java)
    {
        var configuration = new ConfigurationArguments(java);
        var old = new Argument<string>("OLD") { Description = "The configuration that runs." };
        var next = new Argument<string>("NEW") { Description = "The configuration that it would be changed to." };
        var command = new Command("plan", "Say what a reload would start, stop, restart, change and keep, and which events are at risk.")
        {
            old, next, SharedOptions.Name, SharedOptions.Json,
        };
        configuration.AddOptionsTo(command);
        command.SetAction((parsed, _) => PlanAsync(
            configuration.Read(parsed, [parsed.GetRequiredValue(old)]) with { AgentName = parsed.GetValue(SharedOptions.Name) },
            parsed.GetRequiredValue(next), parsed.GetValue(SharedOptions.Json)));
        return command;
    }

    private static async Task<int> PlanAsync(Invocation invocation, string next, bool json)
    {
        using var logs = new LineLoggerFactory(invocation.Logging, TimeProvider.System);
        using var loaded = LoadedConfiguration.Load(invocation, logs);
        await using var agent = await loaded.BuildAsync();
        PlainProblems.Write(Console.Error, loaded.ChosenProblems());
        if (agent is null)
            return ExitCodes.ConfigurationWrong;
        var changed = loaded.Again(agent, [next]);
        var change = changed.Plan(agent);
        PlainProblems.Write(Console.Error, changed.ChosenProblems());
        if (change is null)
            return ExitCodes.ConfigurationWrong;
        if (json)
            WriteJson(change);
        else
            Write(change);
        return ExitCodes.Fine;
    }

    private static void Write(AgentChange change)
    {
        foreach (var line in change.Lines)
            Console.Out.WriteLine($"{line.Verb,-7} {line.Component}{(line.Note is null ? "" : ": " + line.Note)}");
        Console.Out.WriteLine(change.IsEmpty ? "Nothing changes."
            : string.Join(", ", change.Lines.CountBy(line => line.Verb).Select(count => $"{count.Value} {count.Key}")) + ".");
    }

    private static void WriteJson(AgentChange change) => StandardOutput.WriteJson(writer =>
    {
        writer.WriteStartArray();
        foreach (var line in change.Lines)
        {
            writer.WriteStartObject();
            writer.WriteString("verb", line.Verb);
            writer.WriteString("component", line.Component);
            writer.WriteString("note", line.Note);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });
}
