using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Thrift;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Thrift.Tests.Interop;

/// <summary>Apache Thrift's library for Node, both ways.</summary>
public sealed class NodeTests
{
    private static readonly string Modules = Path.Combine(
        typeof(NodeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "RepositoryRoot").Value!,
        "artifacts", "node", "node_modules");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThriftProtocol.Compact, "compact")]
    [InlineData(ThriftProtocol.Binary, "binary")]
    public async Task A_client_of_Node_delivers_to_our_source(ThriftProtocol protocol, string name)
    {
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(protocol));
        using var node = Start("client", $"{source.Port}", name);
        var said = await node.StandardOutput.ReadToEndAsync(Token);
        Assert.True(said.Contains("All is stored.", StringComparison.Ordinal), said + await node.StandardError.ReadToEndAsync(Token));
        var events = channels.Events.All;
        Assert.Equal([KeptEvent.Of(EventOf("single", ("schlüssel", "wärt€😀"))), KeptEvent.Of(EventOf(""))], events.Take(2));
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => KeptEvent.Of(EventOf($"many {i}", ("i", $"{i % 3} ä€😀")))), events.Skip(2).Take(10_000));
        Assert.Equal(10 * 1024 * 1024, events[10_002].Body.Length);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"pipelined {i}"), channels.Events.Texts.TakeLast(50));
    }

    [Theory]
    [InlineData(ThriftProtocol.Compact, "compact")]
    [InlineData(ThriftProtocol.Binary, "binary")]
    public async Task Our_sink_delivers_to_a_server_of_Node(ThriftProtocol protocol, string name)
    {
        using var node = Start("server", name);
        try
        {
            async Task<string> LineAsync() => await node.StandardOutput.ReadLineAsync(Token) ?? await node.StandardError.ReadToEndAsync(Token);
            var port = int.Parse((await LineAsync())["PORT ".Length..], CultureInfo.InvariantCulture);
            using var context = new TestComponentContext("k1", TimeProvider.System);
            await using var sink = new ThriftSink(Sinks.Options(port, protocol), context);
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

    private static Process Start(params string[] arguments)
    {
        Peer.Require(Directory.Exists(Path.Combine(Modules, "thrift")), $"The npm package thrift is not in {Modules}: tests/run.sh installs it");
        return Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Interop", "node-peer.js"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = Modules },
        })!;
    }
}
