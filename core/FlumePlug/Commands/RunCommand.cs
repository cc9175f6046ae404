using System.CommandLine;
using FlumePlug.Core.Configuration;

namespace FlumePlug.Commands;

/// <summary><c>run FILE</c>: checks everything, then runs an agent; nothing starts while something is wrong.</summary>
internal static class RunCommand
{
    public static Command Create(IReadOnlyDictionary<string, string> properties)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Configuration files, Flume's properties or YAML; later ones override earlier ones.",
            Arity = ArgumentArity.OneOrMore,
        };
        var name = new Option<string?>("--name", "-n") { Description = "The agent; may be left out when there is only one.", HelpName = "AGENT" };
        var command = new Command("run", "Run an agent. Whatever is wrong with the configuration is told at once, and nothing starts.")
        {
            files, name, SharedOptions.Plugins, SharedOptions.DrainTimeout,
            SharedOptions.LogLevel, SharedOptions.LogFormat, SharedOptions.LogFile,
        };
        command.SetAction((parsed, _) => AgentRun.RunAsync(new Invocation
        {
            Mode = ReadMode.Strict,
            Files = parsed.GetRequiredValue(files),
            AgentName = parsed.GetValue(name),
            Properties = properties,
            PluginDirectories = SharedOptions.PluginDirectories(parsed),
            Logging = SharedOptions.Logging(parsed),
            DrainTimeout = SharedOptions.Drain(parsed),
        }));
        return command;
    }
}
