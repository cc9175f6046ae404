using System.Diagnostics;
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
        var began = Stopwatch.StartNew();
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", _directory.PathOf("flume.conf"),
            "--plugins", _plugins.Path, "-Dflume.monitoring.type=http", $"-Dflume.monitoring.port={_metrics}"]);
        await agent.WhenStartedAsync();
        await Task.Delay(TimeSpan.FromSeconds(Long ? 20 : 2), TestContext.Current.CancellationToken);
        var quiet = Pauses();

        for (var reload = 0; reload < Reloads; reload++)
        {
            Write(Edits[reload % Edits.Length]);
            await agent.WhenLoggedAsync("Configuration updated", reload + 1);
        }
        var memory = new List<long>();
        for (var swap = 0; swap < Swaps; swap++)
        {
            _plugins.Exchange(swap % 2 == 0 ? "StampingNext" : "Stamping", "Stamping");
            await agent.WhenLoggedAsync("Configuration updated", Reloads + swap + 1);
            await agent.WhenLoggedAsync("Plugin Stamping: the version that was replaced is unloaded.", swap + 1);
            memory.Add(agent.ResidentBytes());
        }
        var (wrong, first, second) = (Value("WrongNumberCount"), Value("Version1"), Value("Version2"));
        var elapsed = began.Elapsed;
        Assert.EndsWith("Agent a1 stopped; 0 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', agent.Log.Where(line => line.Contains(" ms)", StringComparison.Ordinal))));
        Assert.True(agent.Logged(" ERROR ") + agent.Logged("stays in memory") == 0, agent.LogText);
        Assert.Equal(0, wrong);
        Assert.True(first > 0 && second > 0, "Both versions stamped events.");
        Assert.True(Position("r1") + Position("r2") > 200_000 * (elapsed.TotalSeconds - 2), "The load was less than promised.");
        CheckMemory(memory);
        CheckPauses(quiet, Pauses()[quiet.Count..]);
    }

    // One change in a hundred may take longer; of the few of the short form half of them. What the machine does to the flow while
    // nothing changes, because others use it too, is no pause of ours.
    private static void CheckPauses(List<double> quiet, List<double> changing)
    {
        var (changes, byItself) = (Reloads + Swaps, quiet.DefaultIfEmpty().Max());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"pauses: {string.Join(' ', changing.OrderDescending().Take(20))} ms; before any change: {byItself} ms");
        Assert.InRange(changing.OrderDescending().ElementAtOrDefault(Long ? changes / 100 : changes / 2), 0, 50 + byItself);
    }

    // Where the garbage collector stands at one moment says little: the least of ten.
    private static void CheckMemory(List<long> memory)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"memory: {string.Join(' ', memory.Select(bytes => bytes >> 20))} MB");
        if (memory.Count < 40)
            return;
        var (early, late) = (memory[10..20].Min(), memory[^10..].Min());
        Assert.True(late < early * 1.1, $"The memory grew from {early} to {late} bytes.");
    }

    private long Position(string source) => long.Parse(File.ReadAllText(_directory.PathOf(source)), CultureInfo.InvariantCulture);

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
