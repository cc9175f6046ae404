using System.Diagnostics;
using System.Globalization;

namespace FlumePlug.Benchmarks;

/// <summary>The jdbc channel (SQLite) in the real agent, beside a loop that writes and flushes the same bytes as often.</summary>
internal sealed class SqliteFlows(TimeSpan warmUp, TimeSpan window)
{
    private const int BodySize = 500;
    private const int BatchSize = 1000;

    /// <summary>A source that is as fast as it can be and a sink that keeps up.</summary>
    public async Task<Measurement> ThroughAsync()
    {
        using var directory = new WorkDirectory();
        var ceiling = WritesPerSecond(directory.PathOf("raw")) * BatchSize;
        using var agent = await AgentProcess.StartAsync(Configuration(directory, sinks: true));
        return await Measurement.OfAsync("stress 500 B, batch 1000, jdbc (SQLite)", agent, warmUp, window, 0.15e6, ceiling, allocationLimit: null);
    }

    /// <summary>Fills the channel, kills the agent and says what the backlog costs: bytes on the disk, time to be ready again.</summary>
    public async Task<string> BacklogAsync(int events)
    {
        using var directory = new WorkDirectory();
        using (var filling = await AgentProcess.StartAsync(Configuration(directory, sinks: false)))
            while (await filling.CounterAsync("CHANNEL.c1", "ChannelSize") < events)
                await Task.Delay(100);
        var bytes = new DirectoryInfo(directory.Path).GetFiles("c1.sqlite*").Sum(file => file.Length);
        var since = Stopwatch.GetTimestamp();
        using var again = await AgentProcess.StartAsync(Configuration(directory, sinks: true, sources: false));
        var ready = Stopwatch.GetElapsedTime(since);
        while (await again.CounterAsync("CHANNEL.c1", "ChannelSize") > 0)
            await Task.Delay(20);
        var waiting = await again.CounterAsync("SINK.k1", "EventDrainSuccessCount");
        var drained = Stopwatch.GetElapsedTime(since) - ready;
        var (_, peak) = await again.StopAsync();
        return string.Create(CultureInfo.InvariantCulture,
            $"jdbc backlog of {waiting / 1e6:0.00} M events: {(double)bytes / waiting:0} bytes an event on the disk (limit {BodySize * 1.1 + 32:0}), "
            + $"ready {ready.TotalSeconds:0.00} s after a kill, drained at {waiting / drained.TotalSeconds / 1e6:0.00} M/s within {peak / 1048576.0:0} MB");
    }

    private static string Configuration(WorkDirectory directory, bool sinks, bool sources = true) =>
        $"""
        a1.channels = c1
        a1.channels.c1.type = jdbc
        a1.channels.c1.driver.url = jdbc:sqlite:{directory.PathOf("c1.sqlite")}
        a1.channels.c1.maximum.capacity = 2000000
        a1.sources = {(sources ? "r1" : "")}
        a1.sources.r1.type = org.apache.flume.source.StressSource
        a1.sources.r1.size = {BodySize}
        a1.sources.r1.batchSize = {BatchSize}
        a1.sources.r1.channels = c1
        a1.sinks = {(sinks ? "k1" : "")}
        a1.sinks.k1.type = null
        a1.sinks.k1.batchSize = {BatchSize}
        a1.sinks.k1.channel = c1

        """;

    // A batch's bytes and one flush, over and over, in a file that is as long as the write-ahead log becomes.
    private double WritesPerSecond(string path)
    {
        var batch = new byte[BodySize * BatchSize];
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, preallocationSize: 16L * 1024 * 1024);
        var (writes, since) = (0, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(since) < window; writes++)
        {
            RandomAccess.Write(file, batch, writes % 32 * batch.Length);
            RandomAccess.FlushToDisk(file);
        }
        return writes / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
