using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro.Tests;

/// <summary>Bytes captured between Flume 1.11's RPC client and its avro source: an append, then a batch of three.</summary>
public sealed class GoldenTests
{
    private static readonly byte[] Request = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "flume-rpc-client.request"));
    private static readonly byte[] Response = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "flume-rpc-client.response"));

    private static readonly byte[] LargeBody = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i % 251))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_Flumes_client_sends_becomes_its_events_and_is_answered_as_Flume_answers()
    {
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels);
        await using var client = new WireClient(await source.ConnectAsync());

        await client.SendAsync(Request);
        var expected = new WireClient(new MemoryStream(Response));
        for (var answers = 0; answers < 2; answers++)
            Assert.Equal(await expected.ReceiveAsync(), await client.ReceiveAsync());

        Assert.Equal(ExpectedEvents(), channels.Events.All);
        Assert.Equal(2, channels.Puts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task However_the_bytes_are_cut_they_become_the_same_events(int piece)
    {
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels);
        await using var client = new WireClient(await source.ConnectAsync());

        foreach (var bytes in Request.Chunk(piece))
            await client.SendAsync(bytes);
        await client.ReceiveAsync();
        await client.ReceiveAsync();

        Assert.Equal(ExpectedEvents(), channels.Events.All);
    }

    [Fact]
    public async Task Our_batch_has_the_bytes_of_Flumes_batch()
    {
        var captured = new WireClient(new MemoryStream(Request));
        await captured.ReceiveAsync();
        var (_, theirs) = await captured.ReceiveAsync();

        var written = new MemoryStream();
        await new FlumeEventWriter(written).SendBatchAsync(new KeptEvents(ExpectedEvents()[1..]), 7, Token);
        written.Position = 0;
        var (serial, ours) = await new WireClient(written).ReceiveAsync();

        Assert.Equal(7, serial);
        Assert.Equal(theirs, ours);
    }

    [Fact]
    public async Task Our_append_has_the_bytes_of_Flumes_append()
    {
        var (_, theirs) = await new WireClient(new MemoryStream(Request)).ReceiveAsync();

        var written = new MemoryStream();
        await new FlumeEventWriter(written).SendEventAsync(new KeptEvents(ExpectedEvents()), 0, 1, Token);
        written.Position = 0;
        var (_, ours) = await new WireClient(written).ReceiveAsync();

        Assert.EndsWith(ours, theirs, StringComparison.Ordinal);
    }

    private static KeptEvent[] ExpectedEvents() =>
    [
        KeptEvent.Of(TestEvents.EventOf("hello", ("h", "v"))),
        KeptEvent.Of(TestEvents.EventOf("")),
        KeptEvent.Of(TestEvents.EventOf("zwei", ("schlüssel", "wärt€😀"))),
        new KeptEvent(TestEvents.HeadersOf(("h", "v")), LargeBody),
    ];

    private readonly struct KeptEvents(KeptEvent[] events) : IFlumeEvents
    {
        public int Count => events.Length;

        public ReadOnlySpan<KeyValuePair<string, string>> HeadersOf(int index) => events[index].Headers.AsSpan();

        public ReadOnlyMemory<byte> BodyOf(int index) => events[index].Body;
    }
}
