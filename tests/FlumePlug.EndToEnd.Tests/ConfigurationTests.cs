using System.Text;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

/// <summary>Configurations that are wrong, or only look so.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_tells_every_mistake_at_once_with_its_place_and_starts_nothing()
    {
        var file = _directory.Write("flume.conf", NetcatToFiles(_port, _directory.Make("out"), """
            a1.sources.r1.port = none
            a1.sources.r1.interceptors = i1
            a1.sources.r1.interceptors.i1.type = timestmap
            a1.channels.c1.capacity = 10
            a1.sinks.k1.sink.batchSize = 3
            a1.sinks.k1.type = fileroll
            """));
        await using var agent = AgentProcess.Start(_directory.Path, ["run", file]);

        Assert.Equal(2, await agent.ExitAsync());

        foreach (var (line, what) in new[] { (8, "'transactionCapacity'"), (14, "'none'"), (16, "(hint: timestamp)"), (19, "(hint: file_roll)") })
            Assert.Contains(agent.Log, logged => logged.Contains($"ERROR [flumeplug] {file}:{line}: a1.", StringComparison.Ordinal)
                && logged.Contains(what, StringComparison.Ordinal));
        Assert.DoesNotContain("Listening", agent.LogText, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was started: the configuration has errors.", agent.Log[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_drops_what_is_wrong_and_runs_the_rest()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out"), """
            a1.sources = r1 r2
            a1.sources.r2.type = nectat
            a1.sources.r2.channels = c1
            a1.sinks = k1 k2
            a1.sinks.k2.type = null
            a1.sinks.k2.channel = c9
            """));
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "x\n"));
        await agent.StopAsync();
        Assert.Equal(["x"], _directory.Lines("out/out-"));
        Assert.Contains("Agent a1 started: 1 channel, 1 sink, 1 source.", agent.LogText, StringComparison.Ordinal);
        Assert.Contains("a1.sources.r2", agent.LogText, StringComparison.Ordinal);
        Assert.Contains("a1.sinks.k2", agent.LogText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("agent")]
    public async Task An_empty_configuration_starts_nothing_and_says_so(string verb)
    {
        var file = _directory.Write("flume.conf", "");
        await using var agent = AgentProcess.Start(_directory.Path, verb == "run" ? [verb, file] : [verb, "-n", "a1", "-f", file]);
        Assert.Equal(2, await agent.ExitAsync());
        Assert.Contains("No configuration could be found: no properties", agent.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_in_Latin_1_runs_and_its_odd_bytes_are_told()
    {
        var text = NetcatToFiles(_port, _directory.Make("out"), "# Größe des Kanals\na1.channels.c1.capacity = 200");
        var file = _directory.Write("flume.conf", Encoding.Latin1.GetBytes(text));
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", file]);
        await agent.WhenStartedAsync();
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "x\n"));
        await agent.StopAsync();
        Assert.Equal(["x"], _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task A_configuration_of_a_thousand_lines_runs()
    {
        const int Sinks = 166;
        var names = Enumerable.Range(1, Sinks).Select(i => $"x{i}").ToArray();
        var more = $"a1.channels = c1 {string.Join(' ', names)}\na1.sinks = k1 {string.Join(' ', names)}\n" + string.Concat(names.Select(name =>
            $"a1.channels.{name}.type = memory\na1.channels.{name}.capacity = 50\na1.channels.{name}.transactionCapacity = 50\n"
            + $"a1.sinks.{name}.type = null\na1.sinks.{name}.batchSize = 50\na1.sinks.{name}.channel = {name}\n"));
        var text = NetcatToFiles(_port, _directory.Make("out"), more);
        Assert.InRange(text.Split('\n').Length, 1000, 1100);

        await using var agent = await AgentProcess.RunAsync(_directory, text);
        Assert.Contains($"Agent a1 started: {Sinks + 1} channels, {Sinks + 1} sinks, 1 source.", agent.LogText, StringComparison.Ordinal);
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "x\n"));
        Assert.EndsWith("0 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
    }
}
