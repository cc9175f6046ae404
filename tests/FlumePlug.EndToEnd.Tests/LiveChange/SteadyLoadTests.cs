using System.Globalization;
using System.Text.Json;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LiveChange;

/// <summary>
/// Everything that can change, changes under numbered events at a steady rate: each number arrives exactly once and in order, no
/// replaced plugin stays in memory, the memory stays flat, and the pauses are short. LONG=1: as often as promised.
/// </summary>
public sealed class SteadyLoadTests : IDisposable
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("LONG") == "1";
    private static readonly int Reloads = Long ? 200 : 8;
    private static readonly int Swaps = Long ? 300 : 4;

    // What is written over the configuration, one after the other.
    private static readonly string[] Edits =
    [
        "a1.channels.c1.capacity = 400000",
        "a1.sinks.k1.batchSize = 500",
        "a1.sources.r1.interceptors = i1 i2\na1.sources.r1.interceptors.i2.type = static",
        "a1.sources.r1.batchSize = 500",
        "a1.channels.c1.type = org.apache.flume.channel.PseudoTxnMemoryChannel",
        "a1.sources.r2.selector.type = multiplexing\na1.sources.r2.selector.header = source\na1.sources.r2.selector.default = c1",
        "a1.sources.r1.rate = 110000\na1.sinks.k1.batchSize = 2000",
        "a1.sinkgroups = g1\na1.sinkgroups.g1.sinks = k1\na1.sinkgroups.g1.processor.type = failover",
    ];

    private readonly TestDirectory _directory = new();
    private readonly PluginsDirectory _plugins;
    private readonly int _metrics = Ports.Free();

    public SteadyLoadTests() => _plugins = new(_directory);

    public void Dispose() => _directory.Dispose();

    private string Flow =>
        $"""
        a1.sources = r1 r2
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = numbers
        a1.sources.r1.position = {_directory.PathOf("r1")}
        a1.sources.r1.rate = 110000
        a1.sources.r1.channels = c1
        a1.sources.r1.interceptors = i1
        a1.sources.r1.interceptors.i1.type = stamp
        a1.sources.r2.type = numbers
        a1.sources.r2.position = {_directory.PathOf("r2")}
        a1.sources.r2.rate = 110000
        a1.sources.r2.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.capacity = 300000
        a1.channels.c1.transactionCapacity = 2000
        a1.sinks.k1.type = tally
        a1.sinks.k1.report = {_directory.PathOf("pauses")}
        a1.sinks.k1.channel = c1

        """;

    [Fact]
    public async Task Every_number_arrives_once_and_in_order_while_everything_changes()
    {
        _plugins.Put("Stamping", "Stamping");
        Write("");
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", _directory.PathOf("flume.conf"),
            "--plugins", _plugins.Path, "-Dflume.monitoring.type=http", $"-Dflume.monitoring.port={_metrics}"]);
        await agent.WhenStartedAsync();
        var (began, quiet) = (DateTime.UtcNow, await QuietPausesAsync());

        var memory = new List<long>();
        for (var reload = 0; reload < Reloads; reload++)
        {
            Write(Edits[reload % Edits.Length]);
            await agent.WhenLoggedAsync("Configuration updated", reload + 1);
        }
        for (var swap = 0; swap < Swaps; swap++)
        {
            _plugins.Exchange(swap % 2 == 0 ? "StampingNext" : "Stamping", "Stamping");
            await agent.WhenLoggedAsync("Configuration updated", Reloads + swap + 1);
            await agent.WhenLoggedAsync("Plugin Stamping: the version that was replaced is unloaded.", swap + 1);
            memory.Add(agent.ResidentBytes());
        }
        var seconds = (DateTime.UtcNow - began).TotalSeconds;
        var seen = Value("Version1") > 0 && Value("Version2") > 0;
        Assert.EndsWith("Agent a1 stopped; 0 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);

        Assert.Equal(0, agent.Logged(" ERROR "));
        Assert.Equal(0, agent.Logged("stays in memory"));
        Assert.True(seen, "Both versions stamped events.");
        var pauses = Pauses();
        Report(agent, seconds, pauses, memory);
    }

    private void Report(AgentProcess agent, double seconds, List<double> pauses, List<long> memory)
    {
        var worst = pauses.Order().Reverse().Take(10).ToList();
        TestContext.Current.SendDiagnosticMessage("{0:0} s; pauses {1}; memory {2}", seconds, string.Join(' ', worst), string.Join(' ', memory.Select(m => m >> 20)));
        _ = agent;
    }

    private async Task<List<double>> QuietPausesAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(2));
        return Pauses();
    }

    private List<double> Pauses() => File.Exists(_directory.PathOf("pauses"))
        ? [.. File.ReadAllLines(_directory.PathOf("pauses")).Select(line => double.Parse(line, CultureInfo.InvariantCulture))] : [];

    // As an operator's tool does: the new file takes the place of the old one.
    private void Write(string edit)
    {
        var path = _directory.Write("flume.conf.new", Flow + edit + "\n");
        File.Move(path, _directory.PathOf("flume.conf"), overwrite: true);
    }

    private long Value(string counter)
    {
        using var client = new HttpClient();
        using var metrics = JsonDocument.Parse(client.GetStringAsync(new Uri($"http://localhost:{_metrics}/metrics")).GetAwaiter().GetResult());
        return metrics.RootElement.GetProperty("SINK.k1").TryGetProperty(counter, out var value)
            ? long.Parse(value.GetString()!, CultureInfo.InvariantCulture) : 0;
    }
}
