using static FlumePlug.Benchmarks.Configurations;

namespace FlumePlug.Benchmarks;

/// <summary>The flows that are measured through the real agent.</summary>
internal sealed class Flows(TimeSpan warmUp, TimeSpan window)
{
    private const string Stress = "type = org.apache.flume.source.StressSource\nbatchSize = 1000\n";
    private const string Seq = "type = seq\nbatchSize = 1000\n";

    /// <summary>Flows without a socket, which the gate measures as well.</summary>
    public IEnumerable<Func<Task<Measurement>>> Inside() =>
    [
        () => RunAsync("seq, batch 1000", Of(Seq, LargeChannel, Null(1000)), 40e6),
        () => RunAsync("stress 500 B, batch 1000", Of(Stress, LargeChannel, Null(1000)), 40e6),
        () => RunAsync("seq, default channel 100/100", Of(Seq.Replace("1000", "100", StringComparison.Ordinal), FlumesDefaultChannel, Null(100)), 10e6),
        () => RunAsync("stress, default channel 100/100", Of(Stress.Replace("1000", "100", StringComparison.Ordinal), FlumesDefaultChannel, Null(100)), 10e6),
        () => RunAsync("stress, four interceptors", Of(Stress + FourInterceptors + Extract("(\\\\x7F+)"), LargeChannel, Null(1000)), 6e6, null),
        () => RunAsync("seq, four interceptors, group = match", Of(Seq + FourInterceptors + Extract("(\\\\d+)"), LargeChannel, Null(1000)), 10e6, null),
        () => RunAsync("seq, four interceptors, group in match", Of(Seq + FourInterceptors + Extract("(\\\\d)\\\\d*"), LargeChannel, Null(1000)), 4e6, null),
    ];

    /// <summary>Netcat with one connection that sends as fast as it can.</summary>
    public async Task<Measurement> NetcatAsync(bool acknowledge, string channel, double ceiling)
    {
        var port = AgentProcess.FreePort();
        var name = (acknowledge ? "netcat, answers pipelined" : "netcat, no answers") + (channel.Length == 0 ? ", channel 100/100" : "");
        using var agent = await AgentProcess.StartAsync(Of(Netcat(port, acknowledge), channel, Null(channel.Length == 0 ? 100 : 1000)));
        var sender = new LineSender(port, acknowledge);
        var target = acknowledge ? 8e6 : channel.Length == 0 ? 10e6 : Math.Min(12e6, ceiling / 4);
        return await Measurement.OfAsync(name, agent, warmUp, window, target, ceiling, beforeStop: () =>
        {
            sender.Dispose();
            return Task.CompletedTask;
        });
    }

    /// <summary>Many connections that each send one event at a time; how fast they can is up to the kernel, which a raw loop shows.</summary>
    public async Task<Measurement> ManyConnectionsAsync(int connections, double ceiling)
    {
        var port = AgentProcess.FreePort();
        using var agent = await AgentProcess.StartAsync(Of(Netcat(port, acknowledge: false), LargeChannel, Null(1000)));
        var clients = new OneAtATime(port, connections);
        return await Measurement.OfAsync($"netcat, {connections} connections, one event at a time", agent, warmUp, window, Math.Min(1e6, ceiling), ceiling, beforeStop: () =>
        {
            clients.Dispose();
            return Task.CompletedTask;
        });
    }

    private static string Extract(string regex) => $"interceptors.i4.regex = {regex}\n";

    private async Task<Measurement> RunAsync(string flow, string configuration, double target, double? allocationLimit = 4)
    {
        using var agent = await AgentProcess.StartAsync(configuration);
        return await Measurement.OfAsync(flow, agent, warmUp, window, target, allocationLimit: allocationLimit);
    }
}
