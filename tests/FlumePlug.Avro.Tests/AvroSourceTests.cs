using System.Net.Sockets;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;
using static FlumePlug.Avro.Tests.Running.WireClient;

namespace FlumePlug.Avro.Tests;

public sealed class AvroSourceTests : IAsyncLifetime
{
    private const string Ok = "000000";
    private const string Failed = "000002";

    private readonly CollectingChannels _channels = new();
    private RunningSource _source = null!;
    private WireClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = await RunningSource.StartAsync(_channels);
        _client = new WireClient(await _source.ConnectAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_that_is_refused_is_answered_failed_and_the_connection_goes_on()
    {
        await EstablishAsync();
        _channels.RefuseNext();
        await _client.SendAsync(2, Batch("a", "b"));
        Assert.Equal((2, Failed), await _client.ReceiveAsync());
        await _client.SendAsync(3, Batch("a", "b"));
        Assert.Equal((3, Ok), await _client.ReceiveAsync());
        Assert.Equal(["a", "b"], _channels.Events.Texts);
    }

    [Fact]
    public async Task No_answer_comes_before_every_event_is_stored()
    {
        await EstablishAsync();
        _channels.Hold();
        await _client.SendAsync(2, Batch("a"));
        await _channels.WhenPutAsync(Token);
        var answer = _client.ReceiveAsync();
        Assert.False(answer.IsCompleted);
        _channels.Release();
        Assert.Equal((2, Ok), await answer);
        Assert.Equal(["a"], _channels.Events.Texts);
    }

    [Fact]
    public async Task Appends_that_arrive_together_are_put_together_and_answered_each()
    {
        await EstablishAsync();
        _channels.Refuse = kept => kept.Text == "bad" ? new ChannelFullException("full") : null;
        byte[] all = [.. Frame(10, Append("one")), .. Frame(11, Append("bad")), .. Frame(12, Append("three"))];
        await _client.SendAsync(all);
        Assert.Equal((10, Ok), await _client.ReceiveAsync());
        Assert.Equal((11, Failed), await _client.ReceiveAsync());
        Assert.Equal((12, Ok), await _client.ReceiveAsync());
        Assert.Equal(["one", "three"], _channels.Events.Texts);
        Assert.Equal(1, _channels.Puts);
    }

    [Fact]
    public async Task Appends_and_batches_in_a_row_are_put_in_their_order()
    {
        await EstablishAsync();
        byte[] all = [.. Frame(1, Append("1")), .. Frame(2, Batch("2", "3")), .. Frame(3, Append("4")), .. Frame(4, Append("5")), .. Frame(5, Batch("6"))];
        await _client.SendAsync(all);
        for (var serial = 1; serial <= 5; serial++)
            Assert.Equal((serial, Ok), await _client.ReceiveAsync());
        Assert.Equal(["1", "2", "3", "4", "5", "6"], _channels.Events.Texts);
    }

    [Fact]
    public async Task An_empty_batch_is_answered_ok()
    {
        await EstablishAsync();
        await _client.SendAsync(2, Call("appendBatch", 0));
        Assert.Equal((2, Ok), await _client.ReceiveAsync());
    }

    [Fact]
    public async Task A_call_of_nobody_is_answered_with_an_error_and_the_connection_goes_on()
    {
        await EstablishAsync();
        await _client.SendAsync(2, Call("reboot", 1, 2, 3));
        var (_, message) = await _client.ReceiveAsync();
        Assert.StartsWith("000100", message, StringComparison.Ordinal);
        Assert.EndsWith("No such remote method: reboot", TextOf(message), StringComparison.Ordinal);
        await _client.SendAsync(3, Batch("a"));
        Assert.Equal((3, Ok), await _client.ReceiveAsync());
    }

    [Fact]
    public async Task Bytes_behind_a_calls_parameters_are_skipped()
    {
        await EstablishAsync();
        await _client.SendAsync(2, Batch("a"), [1, 2, 3]);
        await _client.SendAsync(3, Batch("b"));
        Assert.Equal((2, Ok), await _client.ReceiveAsync());
        Assert.Equal((3, Ok), await _client.ReceiveAsync());
    }

    [Fact]
    public async Task Blocks_with_sizes_and_in_several_parts_are_read()
    {
        await EstablishAsync();
        // Two blocks, the first with its size; headers in two blocks too.
        byte[] first = [.. Event("a")];
        byte[] headers = [1, 8, 2, (byte)'k', 2, (byte)'v', 2, 2, (byte)'l', 2, (byte)'w', 0];
        byte[] second = [.. headers, 2, (byte)'b'];
        await _client.SendAsync(2, Call("appendBatch", [1, (byte)(first.Length * 2), .. first, 2, .. second, 0]));
        Assert.Equal((2, Ok), await _client.ReceiveAsync());
        Assert.Equal(["a", "b"], _channels.Events.Texts);
        Assert.Equal("{k=v, l=w}", _channels.Events.All[1].Headers.ToString());
    }

    [Fact]
    public async Task The_same_header_bytes_give_the_same_headers()
    {
        var seen = new List<Headers>();
        _channels.Observe = batch => seen.AddRange(batch.Events.ToArray().Select(one => one.Headers));
        await EstablishAsync();
        byte[] first = [2, 2, (byte)'k', 2, (byte)'v', 0, 0];
        byte[] other = [2, 2, (byte)'k', 2, (byte)'w', 0, 0];
        await _client.SendAsync(2, Call("appendBatch", [8, .. first, .. other, .. first, .. first, 0]));
        Assert.Equal((2, Ok), await _client.ReceiveAsync());
        Assert.Same(seen[0], seen[2]);
        Assert.Same(seen[0], seen[3]);
        Assert.Equal("w", seen[1]["k"]);
    }

    [Fact]
    public async Task A_client_whose_hash_is_unknown_is_asked_for_its_protocol_and_then_served()
    {
        var other = AvroProtocol.Parse(AvroProtocol.Flume.Text.Replace("\"doc\"", "\"note\"", StringComparison.Ordinal));
        await _client.SendAsync(1, Handshake(other, server: other.Hash), Batch("a"));
        var (_, asked) = await _client.ReceiveAsync();
        var reader = new AvroReader(Convert.FromHexString(asked));
        Assert.Equal(new(HandshakeMatch.None, AvroProtocol.Flume.Text, AvroProtocol.Flume.Hash), HandshakeResponse.Read(ref reader));
        Assert.True(reader.Rest.IsEmpty);
        Assert.Empty(_channels.Events.All);

        await _client.SendAsync(2, Handshake(other, withText: true), Batch("a"));
        var (serial, served) = await _client.ReceiveAsync();
        Assert.Equal(2, serial);
        Assert.Equal("00000000" + Ok, served);
        Assert.Equal(["a"], _channels.Events.Texts);

        await using var again = new WireClient(await _source.ConnectAsync());
        await again.SendAsync(1, Handshake(other, server: other.Hash), Batch("b"));
        Assert.StartsWith("02", (await again.ReceiveAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_clients_own_schemas_are_matched_by_the_names_of_their_fields()
    {
        var other = AvroProtocol.Parse("""
            {"protocol":"P","types":[{"type":"record","name":"E","fields":[{"name":"body","type":"bytes"},{"name":"id","type":"long"},
            {"name":"headers","type":{"type":"map","values":"string"}}]}],"messages":{"append":{"request":[{"name":"event","type":"E"}],"response":"int"},
            "appendBatch":{"request":[{"name":"tag","type":"string"},{"name":"events","type":{"type":"array","items":"E"}}],"response":"int"}}}
            """);
        byte[] one = [2, (byte)'b', 14, 2, 2, (byte)'k', 2, (byte)'v', 0];
        await _client.SendAsync(1, Handshake(other, withText: true), Call("append", one));
        Assert.EndsWith(Ok, (await _client.ReceiveAsync()).Message, StringComparison.Ordinal);
        await _client.SendAsync(2, Call("appendBatch", [2, (byte)'t', 4, .. one, .. one, 0]));
        Assert.Equal((2, Ok), await _client.ReceiveAsync());
        Assert.Equal(["b", "b", "b"], _channels.Events.Texts);
        Assert.Equal("v", _channels.Events.All[2].Headers["k"]);
    }

    [Fact]
    public async Task A_clients_schemas_without_our_fields_are_answered_with_an_error()
    {
        var other = AvroProtocol.Parse("{\"protocol\":\"P\",\"messages\":{\"append\":{\"request\":[{\"name\":\"line\",\"type\":\"string\"}],\"response\":\"int\"}}}");
        await _client.SendAsync(1, Handshake(other, withText: true), Call("append", 2, (byte)'x'));
        Assert.Contains("an event needs headers", TextOf((await _client.ReceiveAsync()).Message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ping_is_answered_by_the_handshake_alone()
    {
        await _client.SendAsync(1, Handshake(), Call(""));
        Assert.Equal((1, "00000000"), await _client.ReceiveAsync());
    }

    [Fact]
    public async Task An_event_of_ten_megabytes_arrives()
    {
        var body = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(body);
        await using var sink = new AvroSink(Sinks.Options(_source.Port), _source.Context);
        await sink.DeliverAsync(TestEvents.EventOf("before"), new Event(Headers.Empty, body), TestEvents.EventOf("behind"));
        Assert.True(_channels.Events.All[1].Body.Span.SequenceEqual(body));
        Assert.Equal(["before", "behind"], [_channels.Events.All[0].Text, _channels.Events.All[2].Text]);
    }

    [Fact]
    public async Task A_stop_lets_the_put_under_way_end_and_closes_connections()
    {
        await EstablishAsync();
        await _client.SendAsync(2, Batch("a"));
        Assert.Equal((2, Ok), await _client.ReceiveAsync());
        await _source.StopAsync();
        Assert.True(await _client.IsClosedAsync());
        Assert.Equal(0, _source.OpenConnections);
        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            await _source.DisposeAsync();
            await _source.ConnectAsync();
        });
    }

    private static string TextOf(string message) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(message));

    private static byte[] Append(string body) => Call("append", Event(body));

    private static byte[] Batch(params string[] bodies) => Call("appendBatch", [(byte)(bodies.Length * 2), .. bodies.SelectMany(Event), 0]);

    private async Task EstablishAsync()
    {
        await _client.SendAsync(1, Handshake(), Call(""));
        await _client.ReceiveAsync();
    }
}
