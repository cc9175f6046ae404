using System.Diagnostics;
using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.Torture.Tests.Running;

namespace FlumePlug.Torture.Tests;

/// <summary>A long backlog: an agent that was killed is ready again at once, and holds hardly more memory than with none. LONG=1: 10 M events.</summary>
public sealed class BacklogTests : IDisposable
{
    private const int BodySize = 500;
    private const int MostMegabytes = 50;

    // Preallocated, which a killed agent leaves behind.
    private const long MostRoomAhead = 64 << 20;
    private static readonly int Events = KillRun.IsLong ? 10_000_000 : 300_000;

    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_backlog_costs_neither_time_nor_memory_when_the_agent_starts_again_after_a_kill()
    {
        var (readyEmpty, bytesEmpty, _) = await StartAsync("", "");
        await using (var filling = await AgentProcess.RunAsync(_directory, Configuration("r1 r2 r3 r4", "")))
            await Eventually.TrueAsync(() => Written() > Events * (long)BodySize + MostRoomAhead, () => "The channel is not filled.", TimeSpan.FromMinutes(10));
        var (ready, bytes, waiting) = await StartAsync("", "");
        var (_, _, again) = await StartAsync("", "");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{waiting} events of {BodySize} B wait, {(double)Written() / waiting:0} B each on the disk; ready {ready.TotalSeconds:0.00} s after the kill "
            + $"(empty {readyEmpty.TotalSeconds:0.00} s), {(bytes - bytesEmpty) / 1048576.0:0.0} MB more than empty"));
        Assert.InRange(waiting, Events * 9 / 10, long.MaxValue);
        Assert.Equal(waiting, again);
        Assert.InRange((bytes - bytesEmpty) / 1048576.0, double.MinValue, MostMegabytes);
        Assert.InRange((Written() - MostRoomAhead) / (double)waiting, 0, BodySize * 1.1 + 32);
        // On a machine that does something else as well an empty channel takes longer, too.
        Assert.InRange(ready.TotalSeconds, 0, 2 + 2 * readyEmpty.TotalSeconds);
        // All of it can be taken.
        await using var draining = await AgentProcess.RunAsync(_directory, Configuration("", "k1"));
        await Eventually.TrueAsync(() => Written() < 100_000_000, () => "The channel is not emptied.", TimeSpan.FromMinutes(10));
    }

    // Starts an agent, kills it, and says how long the start took, what it held, and how many events it found.
    private async Task<(TimeSpan Ready, long Bytes, long Waiting)> StartAsync(string sources, string sinks)
    {
        var since = Stopwatch.GetTimestamp();
        await using var agent = await AgentProcess.RunAsync(_directory, Configuration(sources, sinks));
        var ready = Stopwatch.GetElapsedTime(since);
        var found = agent.Log.Single(line => line.Contains(" events wait in ", StringComparison.Ordinal)).Split("] ")[1].Split(' ')[0];
        return (ready, agent.ResidentBytes(), long.Parse(found, CultureInfo.InvariantCulture));
    }

    private long Written() => Directory.Exists(_directory.PathOf("data"))
        ? new DirectoryInfo(_directory.PathOf("data")).GetFiles("*.segment").Sum(file => file.Length) : 0;

    private string Configuration(string sources, string sinks) => $"""
        a1.channels = c1
        a1.channels.c1.type = file
        a1.channels.c1.checkpointDir = {_directory.PathOf("checkpoint")}
        a1.channels.c1.dataDirs = {_directory.PathOf("data")}
        a1.channels.c1.capacity = 20000000
        a1.channels.c1.transactionCapacity = 1000
        a1.channels.c1.maxFileSize = 100000000
        a1.channels.c1.checkpointInterval = 1000
        a1.sources = r0 {sources}
        a1.sources.r0.type = netcat
        a1.sources.r0.bind = 127.0.0.1
        a1.sources.r0.port = {_port}
        a1.sources.r0.channels = c1
        {string.Join('\n', sources.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"""
            a1.sources.{name}.type = org.apache.flume.source.StressSource
            a1.sources.{name}.size = {BodySize}
            a1.sources.{name}.batchSize = 1000
            a1.sources.{name}.channels = c1
            """))}
        a1.sinks = {sinks}
        a1.sinks.k1.type = null
        a1.sinks.k1.batchSize = 1000
        a1.sinks.k1.channel = c1

        """;
}
