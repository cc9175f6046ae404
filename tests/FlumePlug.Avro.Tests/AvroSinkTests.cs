using System.Net;
using System.Net.Sockets;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Avro.Ipc;
using Microsoft.Extensions.Logging;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Avro.Tests;

public sealed class AvroSinkTests : IDisposable
{
    private readonly CollectingChannels _channels = new();
    private readonly TestComponentContext _context = new("k1", TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _context.Dispose();

    public static TheoryData<bool, bool, bool> Transports => new()
    {
        { false, false, false }, { true, false, false }, { false, true, false }, { true, true, false }, { true, true, true },
    };

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Events_arrive_through_every_transport(bool deflate, bool ssl, bool insideTls)
    {
        using var authority = ssl ? new TestAuthority() : null;
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(deflate, authority));
        await using var sink = new AvroSink(Sinks.Options(source.Port, deflate, authority, insideTls), _context);
        var events = Enumerable.Range(0, 10_000).Select(i => EventOf($"body {i}", ("i", $"{i % 3} ä€"))).Append(EventOf("")).ToArray();
        await sink.DeliverAsync(events);
        Assert.Equal(events.Select(one => KeptEvent.Of(one)), _channels.Events.All);
        Assert.Equal(1, _channels.Puts);
    }

    [Fact]
    public async Task A_refused_batch_throws_while_the_others_of_the_flush_count_as_delivered()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        await using var sink = new AvroSink(Sinks.Options(source.Port), _context);
        _channels.Refuse = kept => kept.Text == "bad" ? new ChannelFullException("full") : null;
        foreach (var text in new[] { "1", "bad", "3" })
        {
            using var batch = BatchOf(text);
            await sink.ProcessAsync(batch, Token);
        }

        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.FlushAsync(Token).AsTask());

        Assert.Contains("Avro RPC call returned Status: FAILED", failure.Message, StringComparison.Ordinal);
        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(sink.IsDelivered));
        Assert.Equal(["1", "3"], _channels.Events.Texts);
        await sink.DeliverAsync(EventOf("again"));
        Assert.Equal(["1", "3", "again"], _channels.Events.Texts);
        Assert.Equal((2, 1), (Count(CounterNames.ConnectionCreatedCount), Count(CounterNames.ConnectionClosedCount)));
    }

    [Fact]
    public async Task Several_batches_are_under_way_before_the_first_is_answered()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        await using var sink = new AvroSink(Sinks.Options(source.Port), _context);
        _channels.Hold();
        for (var i = 0; i < 8; i++)
        {
            using var batch = BatchOf($"{i}");
            await sink.ProcessAsync(batch, Token);
        }
        var flushed = sink.FlushAsync(Token).AsTask();
        await _channels.WhenPutAsync(Token);
        Assert.False(flushed.IsCompleted);
        _channels.Release();
        await flushed;
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_at_the_start_and_found_later()
    {
        var port = FreePort();
        await using var sink = new AvroSink(Sinks.Options(port, host: "127.0.0.1"), _context);
        await sink.StartAsync(Token);
        Assert.Contains($"connection to 127.0.0.1:{port} failed: Connection refused. Does an avro source listen there, ", _context.Logged.TextsOf(LogLevel.Warning).Single(), StringComparison.Ordinal);
        Assert.Equal(1, Count(CounterNames.ConnectionFailedCount));
        await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("lost")));

        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(port: port));
        await sink.DeliverAsync(EventOf("found"));
        Assert.Equal(["found"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_host_that_has_no_address_is_named()
    {
        await using var sink = new AvroSink(Sinks.Options(1, host: "no-such-host.invalid"), _context);
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("x")));
        Assert.StartsWith("connection to no-such-host.invalid:1 failed: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Check hostname.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var manual = new TestComponentContext("k1");
        await using var sink = new AvroSink(Sinks.Options(((IPEndPoint)silent.LocalEndpoint).Port), manual);
        var connecting = sink.DeliverAsync(EventOf("x"));
        using var accepted = await silent.AcceptSocketAsync(Token);
        await accepted.ReceiveAsync(new byte[64], Token);
        manual.Clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Contains("not connected within 20000 ms (connect-timeout)", (await Assert.ThrowsAsync<EventDeliveryException>(() => connecting)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_in_time_is_given_up()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var manual = new TestComponentContext("k1");
        await using var sink = new AvroSink(Sinks.Options(source.Port), manual);
        await sink.DeliverAsync(EventOf("first"));
        await _channels.WhenPutAsync(Token);
        _channels.Hold();
        var waiting = sink.DeliverAsync(EventOf("second"));
        await _channels.WhenPutAsync(Token);
        manual.Clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Contains("not answered within 20000 ms (request-timeout)", (await Assert.ThrowsAsync<EventDeliveryException>(() => waiting)).Message,
            StringComparison.Ordinal);
        _channels.Release();
    }

    [Fact]
    public async Task A_connection_is_made_anew_after_the_interval()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var manual = new TestComponentContext("k1");
        await using var sink = new AvroSink(Sinks.Options(source.Port, reset: 60), manual);
        await sink.DeliverAsync(EventOf("1"));
        await sink.DeliverAsync(EventOf("2"));
        Assert.Equal(1, manual.Counters[CounterNames.ConnectionCreatedCount].Value);
        manual.Clock.Advance(TimeSpan.FromSeconds(61));
        await sink.DeliverAsync(EventOf("3"));
        await sink.DeliverAsync(EventOf("4"));
        Assert.Equal(2, manual.Counters[CounterNames.ConnectionCreatedCount].Value);
        Assert.Equal(["1", "2", "3", "4"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_server_of_another_kind_is_told_apart()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var sink = new AvroSink(Sinks.Options(((IPEndPoint)listener.LocalEndpoint).Port), _context);
        var connecting = sink.DeliverAsync(EventOf("x"));
        using (var accepted = await listener.AcceptSocketAsync(Token))
            await accepted.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Token);
        Assert.Contains("Does an avro source listen there, with compression-type none and ssl off?",
            (await Assert.ThrowsAsync<EventDeliveryException>(() => connecting)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FlumeStatus.Failed, "FAILED")]
    [InlineData(FlumeStatus.Unknown, "UNKNOWN")]
    public async Task A_server_that_did_not_store_is_quoted(FlumeStatus status, string word)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var sink = new AvroSink(Sinks.Options(((IPEndPoint)listener.LocalEndpoint).Port), _context);
        var delivering = sink.DeliverAsync(EventOf("x"));
        using var accepted = await listener.AcceptSocketAsync(Token);
        var server = new WireClient(new NetworkStream(accepted));
        await AnswerHandshakeAsync(server);
        var (serial, _) = await server.ReceiveAsync();
        await server.SendAsync(serial, [0, 0, (byte)((int)status << 1)]);
        Assert.Contains($"Avro RPC call returned Status: {word}", (await Assert.ThrowsAsync<EventDeliveryException>(() => delivering)).Message, StringComparison.Ordinal);
        Assert.False(sink.IsDelivered(0));
    }

    [Fact]
    public async Task A_connection_that_is_reset_in_the_middle_of_a_batch_fails_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var sink = new AvroSink(Sinks.Options(((IPEndPoint)listener.LocalEndpoint).Port), _context);
        var delivering = sink.DeliverAsync(new Event(Headers.Empty, new byte[32 * 1024 * 1024]));
        using var accepted = await listener.AcceptSocketAsync(Token);
        await AnswerHandshakeAsync(new WireClient(new NetworkStream(accepted)));
        await accepted.ReceiveAsync(new byte[1000], SocketFlags.None, Token);
        accepted.LingerState = new LingerOption(true, 0);
        accepted.Close();
        Assert.StartsWith("Failed to send events to ", (await Assert.ThrowsAsync<EventDeliveryException>(() => delivering)).Message, StringComparison.Ordinal);
        Assert.False(sink.IsDelivered(0));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Ends_that_disagree_about_tls_or_compression_say_what_to_look_at(bool tlsAtSource, bool deflateAtSource)
    {
        using var authority = new TestAuthority();
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(deflateAtSource, tlsAtSource ? authority : null));
        await using var sink = new AvroSink(Sinks.Options(source.Port), _context);
        await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("x")));
        Assert.Contains($"(ssl {(tlsAtSource ? "on" : "off")}, compression-type {(deflateAtSource ? "deflate" : "none")})",
            (await source.WarningAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_with_tls_to_a_source_without_asks_about_ssl()
    {
        using var authority = new TestAuthority();
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options());
        await using var sink = new AvroSink(Sinks.Options(source.Port, tls: authority), _context);
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("x")));
        Assert.Contains("is ssl on there, too?", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(ssl off, ", (await source.WarningAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untrusted_server_gets_nothing()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority("CN=Somebody Else");
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(tls: other));
        await using var sink = new AvroSink(Sinks.Options(source.Port, tls: authority), _context);
        Assert.Contains("not trusted", (await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("x")))).Message,
            StringComparison.Ordinal);
        Assert.Empty(_channels.Events.All);
    }

    [Theory]
    [InlineData("deny:ip:127.0.0.*", false)]
    [InlineData("allow:ip:127.*,deny:ip:*", true)]
    [InlineData("allow:name:localhost,deny:ip:*", true)]
    [InlineData("deny:name:localhost", false)]
    [InlineData("allow:ip:10.?.0.1,deny:ip:*", false)]
    [InlineData("deny:ip:10.*", true)]
    public async Task Rules_decide_who_may_connect(string rules, bool isLetIn)
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(filter: rules));
        await using var sink = new AvroSink(Sinks.Options(source.Port, host: "127.0.0.1"), _context);
        if (isLetIn)
            await sink.DeliverAsync(EventOf("x"));
        else
            await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("x")));
    }

    [Theory]
    [InlineData("permit:ip:*")]
    [InlineData("Allow:ip:*")]
    [InlineData("allow:host:*")]
    [InlineData("allow:ip")]
    [InlineData("allow:ip:")]
    [InlineData("allow:ip:(")]
    public void Rules_that_are_none_are_refused_in_Flumes_words(string rules) => Assert.Equal(
        $"Invalid ipFilter patternRule '{rules}' should look like <'allow'  or 'deny'>:<'ip' or 'name'>:<pattern>",
        Assert.Single(RunningSource.Options(filter: rules).Check()).Message);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private long Count(string counter) => _context.Counters[counter].Value;

    private static async Task AnswerHandshakeAsync(WireClient server)
    {
        var (serial, _) = await server.ReceiveAsync();
        var answer = new System.Buffers.ArrayBufferWriter<byte>();
        new HandshakeResponse(HandshakeMatch.Both, null, null).Write(answer);
        await server.SendAsync(serial, answer.WrittenSpan.ToArray());
    }
}
