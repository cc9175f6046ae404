using System.Diagnostics;
using System.Reflection;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Avro.Tests.Interop;

/// <summary>Implementations of Avro RPC that have nothing to do with Java: avsc of Node, avro of Python.</summary>
public sealed class OtherLanguagesTests
{
    private static readonly string Modules = Path.Combine(
        typeof(OtherLanguagesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "RepositoryRoot").Value!,
        "artifacts", "node", "node_modules");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Protocol => Here("undocumented.json");

    [Fact]
    public async Task A_client_of_Node_delivers_to_our_source()
    {
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels);
        await RunAsync(Node("node-client.js", $"{source.Port}", Protocol));
        CheckEvents(channels.Events.All);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"pipelined {i}"), channels.Events.Texts.TakeLast(50));
    }

    [Fact]
    public async Task A_client_of_Python_delivers_to_our_source()
    {
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels);
        await RunAsync(Python("python_client.py", $"{source.Port}", Protocol));
        CheckEvents(channels.Events.All);
    }

    [Fact]
    public async Task Our_sink_delivers_to_a_server_of_Node()
    {
        using var node = Process.Start(Node("node-server.js", Protocol))!;
        try
        {
            async Task<string> LineAsync() => await node.StandardOutput.ReadLineAsync(Token) ?? await node.StandardError.ReadToEndAsync(Token);
            var port = int.Parse((await LineAsync())["PORT ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            using var context = new TestComponentContext("k1", TimeProvider.System);
            await using var sink = new AvroSink(Sinks.Options(port, host: "127.0.0.1"), context);

            await sink.DeliverAsync(EventOf("single", ("schlüssel", "wärt€😀")), EventOf(""));
            await sink.DeliverAsync(new Event(Headers.Empty, new byte[10 * 1024 * 1024]));
            await sink.DeliverAsync([.. Enumerable.Range(0, 10_000).Select(i => EventOf($"{i}"))]);
            Assert.Contains("FAILED", (await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("refuse")))).Message,
                StringComparison.Ordinal);

            Assert.Equal("EVENT {\"schlüssel\":\"wärt€😀\"} single", await LineAsync());
            Assert.Equal("EVENT {} ", await LineAsync());
            Assert.Equal("EVENT {} 10485760", await LineAsync());
            for (var i = 0; i < 10_000; i++)
                Assert.Equal($"EVENT {{}} {i}", await LineAsync());
        }
        finally
        {
            node.Kill();
            await node.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static void CheckEvents(IReadOnlyList<KeptEvent> events)
    {
        Assert.Equal(KeptEvent.Of(EventOf("single", ("schlüssel", "wärt€😀"))), events[0]);
        Assert.Equal(KeptEvent.Of(EventOf("")), events[1]);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => KeptEvent.Of(EventOf($"many {i}", ("i", $"{i % 3} ä€😀")))), events.Skip(2).Take(10_000));
        Assert.Equal(10 * 1024 * 1024, events[10_002].Body.Length);
    }

    private static ProcessStartInfo Node(string program, params string[] arguments)
    {
        Peer.Require(Directory.Exists(Path.Combine(Modules, "avsc")), $"The npm package avsc is not in {Modules}: tests/run.sh installs it");
        return new ProcessStartInfo("node", [Here(program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = Modules },
        };
    }

    private static ProcessStartInfo Python(string program, params string[] arguments)
    {
        Peer.Require(Directory.Exists("/usr/lib/python3/dist-packages/avro"), "python3-avro is not installed: tests/run.sh installs it");
        return new ProcessStartInfo("/usr/bin/python3", [Here(program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var said = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(said.Contains("All is stored.", StringComparison.Ordinal), said + await errors);
    }

    private static string Here(string file) => Path.Combine(AppContext.BaseDirectory, "Interop", file);
}
