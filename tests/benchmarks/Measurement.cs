using System.Diagnostics;
using System.Globalization;

namespace FlumePlug.Benchmarks;

/// <summary>One row of the table.</summary>
/// <param name="Flow">What ran.</param>
/// <param name="Rate">Events per second at the sink, in steady state.</param>
/// <param name="Ceiling">The rate of a raw loop in the same run; null where there is none.</param>
/// <param name="ProcessorSeconds">Of the agent, for a million events.</param>
/// <param name="AllocatedPerEvent">Bytes, over the life of the agent but its start.</param>
/// <param name="PeakBytes">The agent's largest resident size.</param>
/// <param name="Target">Events per second to reach.</param>
/// <param name="AllocationLimit">Bytes per event that fail the gate; null: no gate.</param>
internal sealed record Measurement(
    string Flow, double Rate, double? Ceiling, double ProcessorSeconds, double AllocatedPerEvent, long PeakBytes, double Target,
    double? AllocationLimit)
{
    public bool PassesGate => AllocationLimit is not { } limit || AllocatedPerEvent < limit;

    public static string Header { get; } = $"{"flow",-46} {"M events/s",10} {"target",7} {"of ceiling",10} {"CPU-s/M",8} {"B/event",8} {"peak MB",7}";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Flow,-46} {Rate / 1e6,10:0.00} {Target / 1e6,7:0.##} {(Ceiling is { } ceiling ? (Rate / ceiling).ToString("0.000", CultureInfo.InvariantCulture) : "-"),10} {ProcessorSeconds,8:0.000} {AllocatedPerEvent,8:0.00} {PeakBytes / 1048576.0,7:0}{(PassesGate ? "" : "  ALLOCATES TOO MUCH")}");

    /// <summary>Watches an agent for a time once it is warm, stops it and makes the row.</summary>
    /// <param name="more">Agents that feed it: their processor time and what they allocate are added, and the largest is told.</param>
    public static Task<Measurement> OfAsync(
        string flow, AgentProcess agent, TimeSpan warmUp, TimeSpan window, double target, double? ceiling = null, double? allocationLimit = 4,
        Func<Task>? beforeStop = null, params AgentProcess[] more) =>
        OfAsync(flow, agent, () => Task.Delay(warmUp), () => Task.Delay(window), target, ceiling, allocationLimit, beforeStop, more);

    /// <summary>The same between two numbers of events, for what has an end.</summary>
    public static Task<Measurement> OfAsync(
        string flow, AgentProcess agent, long from, long to, double target, double? ceiling = null, double? allocationLimit = 4) =>
        OfAsync(flow, agent, () => DrainsAsync(agent, from), () => DrainsAsync(agent, to), target, ceiling, allocationLimit, null, []);

    private static async Task<Measurement> OfAsync(
        string flow, AgentProcess agent, Func<Task> warmUp, Func<Task> window, double target, double? ceiling, double? allocationLimit,
        Func<Task>? beforeStop, AgentProcess[] more)
    {
        AgentProcess[] agents = [.. more, agent];
        await warmUp();
        var (events, processor, since) = (await DrainedAsync(agent), agents.Sum(one => one.ProcessorSeconds()), Stopwatch.GetTimestamp());
        await window();
        var drained = await DrainedAsync(agent) - events;
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        processor = agents.Sum(one => one.ProcessorSeconds()) - processor;
        if (beforeStop is not null)
            await beforeStop();
        var total = await DrainedAsync(agent);
        var (allocated, peak) = (0L, 0L);
        foreach (var one in agents)
        {
            var end = await one.StopAsync();
            (allocated, peak) = (allocated + end.Allocated - await StartAllocatesAsync(), Math.Max(peak, end.Peak));
        }
        var perEvent = Math.Max(0, allocated) / (double)Math.Max(total, 1);
        return new(flow, drained / seconds, ceiling, processor / (drained / 1e6), perEvent, peak, target, allocationLimit);
    }

    // What an agent allocates before its first event: slow flows have too few events for that not to show.
    private static async Task<long> StartAllocatesAsync()
    {
        if (s_startAllocates > 0)
            return s_startAllocates;
        using var idle = await AgentProcess.StartAsync(Configurations.Of(
            Configurations.Netcat(AgentProcess.FreePort(), acknowledge: true), Configurations.FlumesDefaultChannel, Configurations.Null(100)));
        await DrainedAsync(idle);
        return s_startAllocates = (await idle.StopAsync()).Allocated;
    }

    private static long s_startAllocates;

    private static async Task DrainsAsync(AgentProcess agent, long events)
    {
        while (await DrainedAsync(agent) < events)
            await Task.Delay(10);
    }

    private static Task<long> DrainedAsync(AgentProcess agent) => agent.CounterAsync("SINK.k1", "EventDrainSuccessCount");
}
