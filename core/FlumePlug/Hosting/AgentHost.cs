using System.Runtime.InteropServices;
using FlumePlug.Core;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hosting;

/// <summary>Runs an agent in this process until a signal ends it, and says so to the log and to systemd.</summary>
internal sealed class AgentHost(ILogger logger, TimeSpan drainTimeout, TimeProvider time) : IDisposable
{
    // Some who end a process signal it and its group, which is it again: that is one signal. A person takes longer.
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _following = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _signals = [];
    private long _firstSignal;
    private readonly SystemdNotification _systemd = SystemdNotification.FromEnvironment(logger);

    /// <summary>Starts the agent, follows its configuration (SIGHUP: now), waits for SIGTERM or SIGINT, stops it; a second one ends the drain.</summary>
    /// <returns>0: events left in memory are told in the last line, not an error.</returns>
    public async Task<int> RunAsync(Agent agent, string summary, Reloader reloader, FileWatch watch)
    {
        var following = Task.CompletedTask;
        On(PosixSignal.SIGTERM, () => End(agent, "SIGTERM"));
        On(PosixSignal.SIGINT, () => End(agent, "SIGINT"));
        On(PosixSignal.SIGHUP, watch.Ask);
        try
        {
            // A signal ends the start too.
            var start = agent.StartAsync(CancellationToken.None);
            if (await Task.WhenAny(start, _ended.Task) == start)
            {
                await start;
                _ = TellStartedAsync(agent, summary);
                following = reloader.RunAsync(reloading => TellReloading(reloading, agent), _following.Token);
            }
            var reason = await _ended.Task;
            logger.LogInformation("Agent {Agent} stops on {Reason}.", agent.Name, reason);
            _systemd.Stopping();
        }
        finally
        {
            await _following.CancelAsync();
            var left = await agent.StopAsync(drainTimeout);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            logger.LogDebug("Process: {Allocated} bytes allocated, {Collections} collections, {Processor} s of processor, {Peak} bytes at most.",
                GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0), Environment.CpuUsage.TotalTime.TotalSeconds, PeakBytes());
            logger.LogInformation("Agent {Agent} stopped; {Count} events were left in memory.", agent.Name, left);
        }
        return 0;
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _following.Dispose();
    }

    // systemd ends a service that never says it is ready; one component that keeps failing must not take the others down.
    private async Task TellStartedAsync(Agent agent, string summary)
    {
        if (agent.Failing is { Count: > 0 } failing)
        {
            logger.LogWarning("Agent {Agent} runs without what does not start yet: {Failing}", agent.Name, string.Join("; ", failing));
            _systemd.Ready($"Not started yet: {string.Join("; ", failing)}");
        }
        if (await Task.WhenAny(agent.AllStarted, _ended.Task) != agent.AllStarted)
            return;
        logger.LogInformation("Agent {Agent} started: {Summary}.", agent.Name, summary);
        _systemd.Ready(summary);
    }

    private static long PeakBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private void TellReloading(bool begins, Agent agent)
    {
        if (begins)
            _systemd.Reloading();
        else
            _systemd.Ready(agent.Summary);
    }

    private void End(Agent agent, string reason)
    {
        var first = Interlocked.CompareExchange(ref _firstSignal, time.GetTimestamp(), 0);
        if (first == 0)
        {
            _ended.TrySetResult(reason);
        }
        else if (time.GetElapsedTime(first) >= SameSignal)
        {
            logger.LogWarning("A second signal: what is not delivered yet is not waited for.");
            agent.Hurry();
        }
    }

    private void On(PosixSignal signal, Action act) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    }));
}
