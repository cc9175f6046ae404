using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

public sealed class LifecycleTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task A_signal_delivers_what_was_acknowledged_and_exits_with_0(PosixSignal signal)
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out")));
        using var client = await LineClient.ConnectAsync(_port);
        await client.SendAsync(Lines(50));
        await client.ExpectAsync(Oks(50));

        var last = await agent.StopAsync(signal);

        Assert.EndsWith("Agent a1 stopped; 0 events were left in memory.", last, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"line {i}"), _directory.Lines("out/out-"));
        Assert.Contains($"Agent a1 stops on {signal}.", agent.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_line_counts_the_events_that_could_not_be_delivered_in_time()
    {
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "--drain-timeout", "1", "-f",
            _directory.Write("flume.conf", NetcatToFiles(_port, _directory.PathOf("missing")))]);
        await agent.WhenLoggedAsync("Listening on");
        Assert.Equal(Oks(7), await LineClient.AskAsync(_port, Lines(7)));

        Assert.EndsWith("Agent a1 stopped; 7 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_the_drain_and_the_last_line_still_counts()
    {
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "--drain-timeout", "600", "-f",
            _directory.Write("flume.conf", NetcatToFiles(_port, _directory.PathOf("missing"), $"""
                a1.sinks.k1.type = avro
                a1.sinks.k1.hostname = 127.0.0.1
                a1.sinks.k1.port = {Ports.Free()}
                """))]);
        await agent.WhenLoggedAsync("Listening on");
        Assert.Equal(Oks(7), await LineClient.AskAsync(_port, Lines(7)));
        // In one moment they are one signal, as GNU timeout sends it.
        agent.Signal(PosixSignal.SIGTERM);
        agent.Signal(PosixSignal.SIGINT);
        await agent.WhenLoggedAsync("Agent a1 stops on SIG");
        var told = DateTime.ParseExact(agent.Log.First(line => line.Contains("stops on", StringComparison.Ordinal))[..23],
            "yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture);
        await Eventually.TrueAsync(() => DateTime.Now - told > TimeSpan.FromMilliseconds(600), "a moment has passed");
        const string Second = "A second signal: what is not delivered yet is not waited for.";
        Assert.DoesNotContain(Second, agent.LogText, StringComparison.Ordinal);

        Assert.EndsWith("Agent a1 stopped; 7 events were left in memory.", await agent.StopAsync(PosixSignal.SIGINT), StringComparison.Ordinal);
        Assert.Contains(Second, agent.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_line_says_when_every_component_has_started()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out")));
        await agent.StopAsync();
        Assert.Single(agent.Log, line => line.Contains("started", StringComparison.OrdinalIgnoreCase));
        Assert.Single(agent.Log, line => line.EndsWith("INFO  [agent a1] Agent a1 started: 1 channel, 1 sink, 1 source.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_in_use_is_tried_again_until_it_is_free_and_the_other_source_runs()
    {
        var taken = new TcpListener(IPAddress.Loopback, _port);
        taken.Start();
        var other = Ports.Free();
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", _directory.Write("flume.conf",
            NetcatToFiles(_port, _directory.Make("out"), $"""
                a1.sources = r1 r2
                a1.sources.r2.type = netcat
                a1.sources.r2.bind = 127.0.0.1
                a1.sources.r2.port = {other}
                a1.sources.r2.channels = c1
                """))]);

        await agent.WhenLoggedAsync("Agent a1 runs without what does not start yet: source r1 (");
        Assert.Equal("OK\n", await LineClient.AskAsync(other, "to the other\n"));
        Assert.Contains("Source r1 could not be started and is tried again in 3 s: ", agent.LogText, StringComparison.Ordinal);
        taken.Stop();
        await agent.WhenStartedAsync();
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "to the late one\n"));

        await agent.StopAsync();
        Assert.Equal(["to the late one", "to the other"], _directory.Lines("out/out-").Order(StringComparer.Ordinal));
    }
}
