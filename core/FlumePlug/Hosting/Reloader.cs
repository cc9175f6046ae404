using System.Diagnostics;
using FlumePlug.Commands;
using FlumePlug.Core;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Metrics;
using FlumePlug.Core.Plugins;
using FlumePlug.Output;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hosting;

/// <summary>
/// Keeps a running agent as its configuration files and plugin folders say. What is wrong with them is logged, and the agent goes
/// on as it was.
/// </summary>
internal sealed class Reloader(Agent agent, LoadedConfiguration loaded, FileWatch watch, RunningMonitor monitor, AgentMeter meter, ILogger logger)
{
    private LoadedConfiguration _loaded = loaded;
    // The last change of the files was refused: another plugin may be what it waits for.
    private bool _refused;

    /// <summary>Follows changes until the token is cancelled.</summary>
    /// <param name="reloading">Called around each reload: true before, false after.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action<bool> reloading, CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = await watch.NextAsync(cancellationToken);
            reloading(true);
            await ReloadAsync(change, cancellationToken);
            reloading(false);
        }
    }

    private async Task ReloadAsync(Change change, CancellationToken cancellationToken)
    {
        if (change != Change.Plugins || _refused)
        {
            logger.LogInformation("Reloading configuration.");
            _refused = !await TryChangeAsync(readFiles: true, tellAll: change != Change.Plugins, cancellationToken);
        }
        // A configuration that is wrong must not keep a plugin from being replaced under the one that runs.
        if (change.HasFlag(Change.Plugins) && (change == Change.Plugins || _refused))
            await TryChangeAsync(readFiles: false, tellAll: false, cancellationToken);
    }

    private async Task<bool> TryChangeAsync(bool readFiles, bool tellAll, CancellationToken cancellationToken)
    {
        var changed = false;
        var next = _loaded.Again(agent, readFiles ? _loaded.Files : null);
        try
        {
            var change = next.Plan(agent);
            foreach (var problem in next.ChosenProblems())
                logger.Log(problem.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warning, "{Problem}", ProblemText.Of(problem));
            if (change is null)
                logger.LogError("Unable to update configuration: it has errors, and the agent goes on as it was.");
            else
                await ApplyAsync(change, tellAll, cancellationToken);
            changed = change is not null;
        }
        catch (ChangeRefusedException refused)
        {
            logger.LogError("Unable to update configuration: {Reason} The agent goes on as it was.", Sentence(refused.Message));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(failure, "Unable to update configuration: {Reason} The agent goes on as it was.", Sentence(failure.Message));
        }
        if (changed)
            _loaded = next;
        foreach (var unloaded in _loaded.UnloadReplaced(agent, monitor))
            _ = TellUnloadedAsync(unloaded, cancellationToken);
        return changed;
    }

    private async Task ApplyAsync(AgentChange change, bool tellAll, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        if (!change.IsEmpty)
            await agent.ApplyAsync(change, cancellationToken);
        meter.Update();
        var lines = change.Lines.Where(line => line.Verb != "keep").Select(line => $"{line.Verb} {line.Component}").ToList();
        if (lines.Count > 0)
            logger.LogInformation("Configuration updated: {Changes} ({Elapsed} ms)", string.Join("; ", lines),
                (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        else if (tellAll)
            logger.LogInformation("Configuration updated: nothing changes.");
    }

    private async Task TellUnloadedAsync(UnloadWatch unloaded, CancellationToken cancellationToken)
    {
        if (await unloaded.GoneAsync(cancellationToken))
            logger.LogInformation("Plugin {Plugin}: the version that was replaced is unloaded.", unloaded.PluginName);
        else
            logger.LogWarning("Plugin {Plugin}: the version that was replaced stays in memory. Known causes in its code: {Suspects}",
                unloaded.PluginName, unloaded.Suspects.Count > 0 ? string.Join("; ", unloaded.Suspects) : "none");
    }

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
