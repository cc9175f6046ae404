using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LiveChange;

/// <summary>
/// Everything that can change, changes under numbered events at a steady rate: each number arrives exactly once and in order, no
/// replaced plugin or script stays in memory, the memory stays flat, and the pauses are short. LONG=1: as often as promised.
/// </summary>
public sealed class SteadyLoadTests : IDisposable
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("LONG") == "1";
    private static readonly int Reloads = Long ? 200 : 8;
    private static readonly int Swaps = Long ? 300 : 4;
    private static readonly int ScriptSwaps = Long ? 1000 : 10;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(Long ? 15 : 1);

    private const string Updated = "Configuration updated: ";

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
    private readonly Pauses _pauses;
    private readonly int _metrics = Ports.Free();

    public SteadyLoadTests() => (_plugins, _pauses) = (new(_directory), new(_directory.PathOf("pauses")));

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
        a1.sources.r2.interceptors = i1
        a1.sources.r2.interceptors.i1.type = script
        a1.sources.r2.interceptors.i1.file = mark.csx
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
        Mark(1);
        Write("");
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", _directory.PathOf("flume.conf"),
            "--plugins", _plugins.Path, "-Dflume.monitoring.type=http", $"-Dflume.monitoring.port={_metrics}"],
            ("XDG_CACHE_HOME", _directory.PathOf("cache")));
        await agent.WhenStartedAsync();
        var began = Stopwatch.StartNew();
        await _pauses.RestAsync(Rest);

        for (var reload = 1; reload <= Reloads; reload++)
        {
            Write(Edits[(reload - 1) % Edits.Length]);
            await agent.WhenLoggedAsync(Updated, reload);
        }
        await _pauses.RestAsync(Rest);
        var memory = new List<long>();
        for (var swap = 1; swap <= Swaps; swap++)
        {
            _plugins.Exchange(swap % 2 == 1 ? "StampingNext" : "Stamping", "Stamping");
            await agent.WhenLoggedAsync(Updated, Reloads + swap);
            await agent.WhenLoggedAsync("Plugin Stamping: the version that was replaced is unloaded.", swap);
            memory.Add(agent.ResidentBytes());
        }
        await _pauses.RestAsync(Rest);
        var scriptMemory = new List<long>();
        for (var version = 2; version <= ScriptSwaps + 1; version++)
        {
            Mark(version);
            await agent.WhenLoggedAsync(Live(version));
            scriptMemory.Add(agent.ResidentBytes());
        }
        await _pauses.RestAsync(Rest);
        await CheckContextsAsync(agent);
        Assert.Equal(0, Value("WrongNumberCount"));
        Assert.All(["Version1", "Version2", "Script0", "Script1"], counter => Assert.True(Value(counter) > 0, $"No event has {counter}."));
        var elapsed = began.Elapsed;
        Assert.EndsWith("Agent a1 stopped; 0 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);

        var updates = agent.Log.Where(line => line.Contains(Updated, StringComparison.Ordinal)).ToList();
        var reloads = Told("configuration reloads", _pauses.Around(updates.Take(Reloads)));
        var swaps = Told("plugin swaps", _pauses.Around(updates.Skip(Reloads)));
        var scripts = Told("script swaps", _pauses.Around(agent.Log.Where(line => line.Contains("is live.", StringComparison.Ordinal))));
        Told("as long without a change", _pauses.Quiet);
        Assert.True(agent.Logged(" ERROR ") + agent.Logged("stays in memory") == 0, agent.LogText);
        Assert.True(Position("r1") + Position("r2") > 200_000 * (elapsed.TotalSeconds - 2), "The load was less than promised.");
        CheckMemory("plugins", memory);
        // Over the first edits the runtime compiles Roslyn's own code anew as it gets used, up to some 50 MB.
        CheckMemory("scripts", scriptMemory, from: 300);
        Assert.All([reloads, swaps, scripts], CheckPauses);
    }

    private static IReadOnlyList<double> Told(string what, IReadOnlyList<double> pauses)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(Pauses.Describe(what, pauses));
        return pauses;
    }

    // One change in a hundred may take longer; of the few of the short form half of them. What the machine does by itself is no pause
    // of ours.
    private void CheckPauses(IReadOnlyList<double> changing) => Assert.InRange(
        Long ? Pauses.Percentile99(changing) : changing.Order().ElementAt(changing.Count / 2), 0, 50 + Pauses.Percentile99(_pauses.Quiet));

    // Where the garbage collector stands at one moment says little: the least of ten.
    private static void CheckMemory(string what, List<long> memory, int from = 10)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"memory, {what}: {string.Join(' ', memory.Select(bytes => bytes >> 20))} MB");
        if (memory.Count < from + 30)
            return;
        var (early, late) = (memory[from..(from + 10)].Min(), memory[^10..].Min());
        Assert.True(late < early * 1.1, $"The memory grew from {early} to {late} bytes.");
    }

    // A script looks around in its process: beside the plugins Roslyn, and of itself the version that it takes over from and what
    // threads that wait remember of their last calls.
    private async Task CheckContextsAsync(AgentProcess agent)
    {
        _directory.Write("mark.csx",
            """
            using System.Runtime.Loader;
            class Looking : EventScript
            {
                public override void Start()
                {
                    for (var round = 0; round < 3; round++)
                    {
                        GC.Collect();
                        GC.WaitForPendingFinalizers();
                    }
                    // Of its assemblies: a context that is told to unload is in no list, be it gone or not.
                    foreach (var context in AppDomain.CurrentDomain.GetAssemblies().Select(AssemblyLoadContext.GetLoadContext).Distinct())
                        Log.LogInformation($"context: {context!.Name}");
                }
                public override void Run() { }
            }
            """);
        await agent.WhenLoggedAsync(Live(ScriptSwaps + 2));
        Assert.True(agent.Logged("context: FlumePlug.Script.Roslyn ") == 1, agent.LogText);
        Assert.InRange(agent.Logged("context: mark.csx version "), 1, 4);
        Assert.InRange(agent.Logged("context: Stamping"), 1, 1);
    }

    private long Position(string source) => long.Parse(File.ReadAllText(_directory.PathOf(source)), CultureInfo.InvariantCulture);

    // As an operator's tool does: the new file takes the place of the old one.
    private void Write(string edit)
    {
        var path = _directory.Write("flume.conf.new", Flow + edit + "\n");
        File.Move(path, _directory.PathOf("flume.conf"), overwrite: true);
    }

    private void Mark(int version) => _directory.Write("mark.csx", $"Headers[\"script\"] = \"{version % 2}\"; // {version}");

    private static string Live(int version) => $"Script mark.csx: version {version} is live.";

    private long Value(string counter)
    {
        using var client = new HttpClient();
        using var metrics = JsonDocument.Parse(client.GetStringAsync(new Uri($"http://localhost:{_metrics}/metrics")).GetAwaiter().GetResult());
        return metrics.RootElement.GetProperty("SINK.k1").TryGetProperty(counter, out var value)
            ? long.Parse(value.GetString()!, CultureInfo.InvariantCulture) : 0;
    }
}
