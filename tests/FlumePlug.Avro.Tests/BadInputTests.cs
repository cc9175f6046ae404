using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Avro.Tests.Running.WireClient;

namespace FlumePlug.Avro.Tests;

/// <summary>Clients that are none: told in the log, closed, and nobody else notices.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private readonly CollectingChannels _channels = new();
    private RunningSource _source = null!;

    public async ValueTask InitializeAsync() => _source = await RunningSource.StartAsync(_channels, RunningSource.Options(most: 100_000));

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public static TheoryData<string, byte[]> Intruders => new()
    {
        { "HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray() },
        { "TLS", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, 1, 2, 3, 4, 5, 6] },
        { "zlib", [0x78, 0x9C, 0xCA, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 6, 0x2C, 2, 0x15] },
        { "no buffers", [0, 0, 0, 1, 0, 0, 0, 0] },
        { "negative buffers", [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "negative length", [0, 0, 0, 1, 0, 0, 0, 1, 0x80, 0, 0, 0] },
        { "huge length", [0, 0, 0, 1, 0, 0, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF] },
        { "truncated handshake", Frame(1, [1, 2, 3]) },
        { "protocol that is none", Frame(1, [.. new byte[16], 2, 4, (byte)'{', (byte)'x', .. new byte[16], 0]) },
        { "handshake branch", Frame(1, [.. new byte[16], 8]) },
        { "negative string", Frame(1, Handshake(), [0, 1]) },
        { "endless varint", Frame(1, Handshake(), [0, .. Enumerable.Repeat((byte)0xFF, 12)]) },
        { "truncated batch", Frame(1, Handshake(), Call("appendBatch", [4, .. Event("a")])) },
        { "truncated event", Frame(1, Handshake(), Call("append", [0, 20, 1])) },
        { "negative body", Frame(1, Handshake(), Call("append", [0, 1])) },
        { "huge body", Frame(1, Handshake(), Call("append", [0, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 1])) },
        { "huge block", Frame(1, Handshake(), Call("appendBatch", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1])) },
        { "huge headers", Frame(1, Handshake(), Call("append", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 65])) },
    };

    [Theory]
    [MemberData(nameof(Intruders))]
    public async Task Whoever_does_not_speak_Avro_is_told_in_the_log_and_closed(string what, byte[] sent)
    {
        await using var honest = new WireClient(await _source.ConnectAsync());
        await honest.SendAsync(1, Handshake(), Call(""));
        await honest.ReceiveAsync();

        await using (var intruder = new WireClient(await _source.ConnectAsync()))
        {
            await intruder.SendAsync(sent);
            Assert.True(await intruder.IsClosedAsync(), what);
        }

        Assert.Contains("does not speak Avro RPC", (await _source.WarningAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(1, _source.Context.Counters[CounterNames.EventReadFail].Value);
        await honest.SendAsync(2, Call("append", Event("still here")));
        Assert.Equal((2, "000000"), await honest.ReceiveAsync());
        Assert.Equal(["still here"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_refused_before_it_is_sent()
    {
        await using var client = new WireClient(await _source.ConnectAsync());
        await client.SendAsync([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0x86, 0xA1]);
        Assert.True(await client.IsClosedAsync());
        Assert.Contains("more than 100000 bytes", (await _source.WarningAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_of_which_only_half_arrives_stores_nothing()
    {
        var whole = Frame(1, Handshake(), Call("appendBatch", [4, .. Event("a"), .. Event("b"), 0]));
        for (var length = 1; length < whole.Length; length += 5)
        {
            await using var client = new WireClient(await _source.ConnectAsync());
            await client.SendAsync(whole[..length]);
        }
        await Eventually.TrueAsync(() => _source.OpenConnections == 0, () => $"{_source.OpenConnections} connections are open");
        Assert.Empty(_channels.Events.All);
        Assert.Equal(0, _channels.Puts);
    }

    [Fact]
    public async Task A_client_that_trickles_disturbs_nobody()
    {
        await using var slow = new WireClient(await _source.ConnectAsync());
        await using var quick = new WireClient(await _source.ConnectAsync());
        await quick.SendAsync(1, Handshake(), Call(""));
        await quick.ReceiveAsync();
        var trickled = Frame(1, Handshake(), Call("append", Event("slow")));
        for (var i = 0; i < trickled.Length; i++)
        {
            await slow.SendAsync(trickled[i]);
            await quick.SendAsync(i, Call("append", Event("quick")));
            await quick.ReceiveAsync();
        }
        await slow.ReceiveAsync();
        Assert.Equal(trickled.Length, _channels.Events.Texts.Count(text => text == "quick"));
        Assert.Contains("slow", _channels.Events.Texts);
    }
}
