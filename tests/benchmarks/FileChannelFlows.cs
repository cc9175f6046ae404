using System.Diagnostics;
using System.Globalization;

namespace FlumePlug.Benchmarks;

/// <summary>The file channel in the real agent, every put flushed, beside raw loops that write and flush the same bytes as often.</summary>
internal sealed class FileChannelFlows(TimeSpan warmUp, TimeSpan window)
{
    private const int BodySize = 500;
    private const int BatchSize = 1000;
    private const int Sources = 4;
    private const int Callers = 100;

    /// <summary>Four sources that are as fast as they can be, and a sink that keeps up. The loops flush once for a batch of each source.</summary>
    public async Task<Measurement> ThroughAsync()
    {
        using var directory = new WorkDirectory();
        const int group = Sources * BatchSize;
        var cached = RawWrites.PerSecond(directory.PathOf("raw"), BodySize * group, window / 2, direct: false) * group;
        var direct = RawWrites.PerSecond(directory.PathOf("raw"), BodySize * group, window / 2, direct: true) * group;
        var best = Math.Max(cached, direct);
        using var agent = await AgentProcess.StartAsync(Configuration(directory, Sources, BatchSize));
        var row = await Measurement.OfAsync("stress 500 B, 4 sources, batch 1000, file", agent, warmUp, window, Math.Min(1e6, best / 2), best, allocationLimit: null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"raw loops of {group} events a flush: {cached / 1e6:0.00} M/s through the page cache, {direct / 1e6:0.00} M/s past it"));
        return row;
    }

    /// <summary>A hundred callers that put one event at a time, beside a loop of one flush for a hundred events.</summary>
    public async Task<Measurement> SinglePutsAsync()
    {
        using var directory = new WorkDirectory();
        var raw = RawWrites.PerSecond(directory.PathOf("raw"), BodySize * Callers, window / 2, direct: false) * Callers;
        return await SinglePuts.RunAsync("100 callers, batch 1, 500 B, file, in process", directory, Callers, BodySize, window, raw / 3, raw);
    }

    /// <summary>A hundred connections that each wait for the answer to a single event, beside a loop of one flush for a hundred events that nothing is sent for.</summary>
    public async Task<Measurement> AnsweredAsync()
    {
        using var directory = new WorkDirectory();
        var raw = RawWrites.PerSecond(directory.PathOf("raw"), AskedInTurn.LineSize * Callers, window, direct: false) * Callers;
        var port = AgentProcess.FreePort();
        using var agent = await AgentProcess.StartAsync(Configuration(directory, 0, BatchSize) + $"a1.sources = r1\na1.sources.r1.channels = c1\n"
            + Configurations.Prefixed("a1.sources.r1.", Configurations.Netcat(port, acknowledge: true)));
        var asking = new AskedInTurn(port, Callers);
        return await Measurement.OfAsync("netcat, 100 connections, one answered event, file", agent, warmUp, window, 0, raw, allocationLimit: null,
            beforeStop: () =>
            {
                asking.Dispose();
                return Task.CompletedTask;
            });
    }

    /// <summary>Fills the channel, kills the agent and says what the backlog costs: bytes on the disk, time and memory to be ready again.</summary>
    public async Task<string> BacklogAsync(int events)
    {
        using var directory = new WorkDirectory();
        TimeSpan putting;
        long put;
        using (var filling = await AgentProcess.StartAsync(Configuration(directory, Sources, BatchSize, sinks: 0, capacity: events)))
        {
            var (before, started) = (await filling.CounterAsync("CHANNEL.c1", "ChannelSize"), Stopwatch.GetTimestamp());
            long size;
            while ((size = await filling.CounterAsync("CHANNEL.c1", "ChannelSize")) < events * 9L / 10)
                await Task.Delay(20);
            (put, putting) = (size - before, Stopwatch.GetElapsedTime(started));
            while (await filling.CounterAsync("CHANNEL.c1", "ChannelSize") < events)
                await Task.Delay(100);
        }
        var bytes = new DirectoryInfo(directory.Path).GetFiles("*.segment", SearchOption.AllDirectories).Sum(file => file.Length);
        var since = Stopwatch.GetTimestamp();
        using var again = await AgentProcess.StartAsync(Configuration(directory, sources: 0, BatchSize, capacity: events));
        var ready = Stopwatch.GetElapsedTime(since);
        var starting = again.ProcessorSeconds();
        while (await again.CounterAsync("CHANNEL.c1", "ChannelSize") > 0)
            await Task.Delay(20);
        var drained = Stopwatch.GetElapsedTime(since) - ready;
        var waited = await again.CounterAsync("SINK.k1", "EventDrainSuccessCount");
        var processor = again.ProcessorSeconds() - starting;
        var (_, peak) = await again.StopAsync();
        return string.Create(CultureInfo.InvariantCulture,
            $"file backlog of {waited / 1e6:0.00} M events: only putting {put / putting.TotalSeconds / 1e6:0.00} M/s, {(double)bytes / waited:0} bytes an event on the "
            + $"disk (limit {BodySize * 1.1 + 32:0}), ready {ready.TotalSeconds:0.00} s after a kill, only taking {waited / drained.TotalSeconds / 1e6:0.00} M/s at "
            + $"{processor / (waited / 1e6):0.00} CPU-s per million within {peak / 1048576.0:0} MB");
    }

    private static string Configuration(WorkDirectory directory, int sources, int batchSize, int sinks = 1, int capacity = 1_000_000)
    {
        var names = string.Join(' ', Enumerable.Range(1, sources).Select(number => $"r{number}"));
        return $"""
            a1.channels = c1
            a1.channels.c1.type = file
            a1.channels.c1.checkpointDir = {directory.PathOf("checkpoint")}
            a1.channels.c1.dataDirs = {directory.PathOf("data")}
            a1.channels.c1.capacity = {capacity}
            a1.channels.c1.transactionCapacity = {BatchSize}
            a1.sources = {names}
            {string.Join('\n', names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"""
                a1.sources.{name}.type = org.apache.flume.source.StressSource
                a1.sources.{name}.size = {BodySize}
                a1.sources.{name}.batchSize = {batchSize}
                a1.sources.{name}.channels = c1
                """))}
            a1.sinks = {(sinks > 0 ? "k1" : "")}
            a1.sinks.k1.type = null
            a1.sinks.k1.batchSize = {BatchSize}
            a1.sinks.k1.channel = c1

            """;
    }
}
