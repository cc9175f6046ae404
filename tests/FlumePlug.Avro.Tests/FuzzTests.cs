using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Avro.Ipc;
using static FlumePlug.Avro.Tests.Running.WireClient;

namespace FlumePlug.Avro.Tests;

/// <summary>Calls that were right once, damaged at random: a clear end of the connection, and nobody else notices.</summary>
public sealed class FuzzTests
{
    private static readonly byte[][] Seeds =
    [
        Frame(1, Handshake(), Call("append", Event("body"))),
        [.. Frame(1, Handshake(), Call("")), .. Frame(2, Call("appendBatch", [6, .. Event("a"), .. Event("b"), .. Event("c"), 0]))],
        Frame(1, Handshake(AvroProtocol.Parse("{\"protocol\":\"P\",\"messages\":{}}"), withText: true), Call("append", Event("body"))),
        [.. Frame(1, Handshake(), Call("append", [4, 2, 97, 2, 98, 2, 99, 2, 100, 0, 6, 1, 2, 3])), .. Frame(2, Call("nobody"))],
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "flume-rpc-client.request")),
    ];

    [Fact]
    public async Task Damaged_calls_disturb_nobody_and_cost_no_memory()
    {
        var channels = new CountingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(most: 1024 * 1024));
        await using var honest = new WireClient(await source.ConnectAsync());
        await honest.SendAsync(1, Handshake(), Call(""));
        await honest.ReceiveAsync();
        await Damage.SendAsync(Seeds, source.ConnectAsync, source.Context.Logged);

        await honest.SendAsync(2, Call("append", Event("still here")));
        Assert.Equal((2, "000000"), await honest.ReceiveAsync());
        await Eventually.TrueAsync(() => source.OpenConnections == 1, () => $"{source.OpenConnections} connections are open");
    }
}
