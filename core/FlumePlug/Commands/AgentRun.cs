using FlumePlug.Core;
using FlumePlug.Core.Building;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Metrics;
using FlumePlug.Core.Plugins;
using FlumePlug.Hosting;
using FlumePlug.Logging;
using FlumePlug.Output;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Commands;

/// <summary>What <c>run</c> and <c>agent</c> do once they know what is asked: read, check, build, host.</summary>
internal static class AgentRun
{
    public static async Task<int> RunAsync(Invocation invocation)
    {
        using var logs = new LineLoggerFactory(invocation.Logging, TimeProvider.System);
        var logger = logs.CreateLogger("flumeplug");
        foreach (var warning in invocation.Warnings)
            logger.LogWarning("{Warning}", warning);

        using var loaded = LoadedConfiguration.Load(invocation, logs);
        await using var agent = await loaded.BuildAsync();
        var problems = loaded.ChosenProblems();
        foreach (var problem in problems)
            logger.Log(problem.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warning, "{Problem}", ProblemText.Of(problem));
        if (agent is null)
        {
            logger.LogError("Nothing was started: {Reason}", problems.Any(problem => problem.Severity == Severity.Error)
                ? "the configuration has errors." : $"no configuration found for agent {invocation.AgentName}.");
            return ExitCodes.ConfigurationWrong;
        }
        if (invocation.DryRun)
        {
            logger.LogInformation("Dry run: agent {Agent} would start {Summary}.", agent.Name, agent.Summary);
            return ExitCodes.Fine;
        }
        foreach (var name in logs.UnusedLevels)
            logger.LogWarning("--log-level {Name}=...: no component of agent {Agent} is called so.", name, agent.Name);
        using var meter = new AgentMeter(agent.Name, agent);
        await using var monitor = await loaded.StartMonitorAsync(agent);
        using var watch = new FileWatch(
            ConfigurationReader.PathsOf(invocation.Files, invocation.ConfDirectory), loaded.PluginDirectories, invocation.PollInterval, logger);
        using var host = new AgentHost(logs.CreateLogger("agent " + agent.Name), invocation.DrainTimeout, TimeProvider.System);
        return await host.RunAsync(agent, agent.Summary, new Reloader(agent, loaded, watch, monitor, meter, logger), watch);
    }
}
