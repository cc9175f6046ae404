using System.CommandLine;
using FlumePlug.FlumeCommandLine;

namespace FlumePlug.Commands;

/// <summary><c>run FILE</c>: checks everything, then runs an agent; nothing starts while something is wrong.</summary>
internal static class RunCommand
{
    public static Command Create(JavaArguments java)
    {
        var configuration = new ConfigurationArguments(java);
        var command = new Command("run", "Run an agent. Whatever is wrong with the configuration is told at once, and nothing starts.")
        {
            SharedOptions.Name, SharedOptions.NoReload, SharedOptions.PollInterval, SharedOptions.DrainTimeout, SharedOptions.LogLevel, SharedOptions.LogFormat, SharedOptions.LogFile,
        };
        configuration.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var invocation = configuration.Read(parsed);
            return AgentRun.RunAsync(invocation with
            {
                AgentName = parsed.GetValue(SharedOptions.Name),
                Logging = SharedOptions.Logging(parsed, invocation.Properties.GetValueOrDefault("flume.root.logger")),
                DrainTimeout = SharedOptions.Drain(parsed),
                PollInterval = SharedOptions.Interval(parsed),
            });
        });
        return command;
    }
}
