using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Thrift;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Thrift.Tests;

public sealed class SinkAndSourceTests : IDisposable
{
    private readonly CollectingChannels _channels = new();
    private readonly TestComponentContext _context = new("k1", TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _context.Dispose();

    [Theory]
    [InlineData(ThriftProtocol.Compact, false)]
    [InlineData(ThriftProtocol.Binary, false)]
    [InlineData(ThriftProtocol.Compact, true)]
    public async Task Batches_arrive_whole_whatever_their_size(ThriftProtocol protocol, bool isSecure)
    {
        using var authority = new TestAuthority();
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(protocol, isSecure ? authority : null));
        await using var sink = new ThriftSink(Sinks.Options(source.Port, protocol, isSecure ? authority : null), _context);
        await sink.DeliverAsync(EventOf("single", ("käse", "brötchen€😀"), ("b", "")));
        await sink.DeliverAsync(EventOf(""));
        await sink.DeliverAsync([.. Enumerable.Range(0, 10_000).Select(i => EventOf($"body {i}", ("k", $"{i / 100}")))]);
        await sink.DeliverAsync(EventOf("before"), EventOf(new string('x', 10 * 1024 * 1024), ("large", "yes")), EventOf("after"));
        Assert.Equal(["single", "", .. Enumerable.Range(0, 10_000).Select(i => $"body {i}"), "before", new string('x', 10 * 1024 * 1024), "after"], _channels.Events.Texts);
        Assert.Equal(HeadersOf(("käse", "brötchen€😀"), ("b", "")), _channels.Events.All[0].Headers);
        Assert.Equal("99", _channels.Events.All[10_001].Headers["k"]);
        Assert.Equal("yes", _channels.Events.All[10_003].Headers["large"]);
        Assert.Equal(4, _channels.Puts);
    }

    [Fact]
    public async Task A_refused_call_of_several_is_told_and_the_others_are_delivered()
    {
        _channels.Refuse = kept => kept.Text == "b" ? new ChannelFullException("full") : null;
        await using var source = await RunningSource.StartAsync(_channels);
        await using var sink = new ThriftSink(Sinks.Options(source.Port), _context);
        foreach (var text in (string[])["a", "b", "c"])
        {
            using var batch = BatchOf(text);
            await sink.ProcessAsync(batch, Token);
        }
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.FlushAsync(Token).AsTask());
        Assert.Contains("Thrift RPC call returned Status: FAILED", failure.Message, StringComparison.Ordinal);
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(sink.IsDelivered));
        await sink.DeliverAsync(EventOf("d"));
        Assert.Equal(["a", "c", "d"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_in_time_fails()
    {
        var time = new ManualTime();
        using var context = new TestComponentContext("k1", time);
        await using var source = await RunningSource.StartAsync(_channels);
        await using var sink = new ThriftSink(Sinks.Options(source.Port), context);
        _channels.Hold();
        var delivery = sink.DeliverAsync(EventOf("a"));
        await _channels.WhenPutAsync(Token);
        await time.WhenWaiting();
        while (!delivery.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(21));
            await Task.Yield();
        }
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => delivery);
        Assert.Contains("not answered within 20000 ms (request-timeout)", failure.Message, StringComparison.Ordinal);
        _channels.Release();
    }

    [Fact]
    public async Task The_connection_is_made_anew_after_the_interval()
    {
        var time = new ManualTime();
        using var context = new TestComponentContext("k1", time);
        await using var source = await RunningSource.StartAsync(_channels);
        await using var sink = new ThriftSink(Sinks.Options(source.Port, reset: 5), context);
        await sink.DeliverAsync(EventOf("a"));
        time.Advance(TimeSpan.FromSeconds(5));
        await sink.DeliverAsync(EventOf("b"));
        await sink.DeliverAsync(EventOf("c"));
        Assert.Equal(2, context.Counters[CounterNames.ConnectionCreatedCount].Value);
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_told_at_the_start_and_found_later()
    {
        var port = FlumePeer.FreePort();
        await using var sink = new ThriftSink(Sinks.Options(port), _context);
        await sink.StartAsync(Token);
        await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("a")));
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(port: port));
        await sink.DeliverAsync(EventOf("b"));
        Assert.Equal(["b"], _channels.Events.Texts);
    }

    [Fact]
    public async Task Two_ends_of_different_protocols_fail_and_say_which_option()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(ThriftProtocol.Binary));
        await using var sink = new ThriftSink(Sinks.Options(source.Port), _context);
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(EventOf("a")));
        Assert.Contains("protocol compact", failure.Message, StringComparison.Ordinal);
        Assert.Contains("protocol binary", (await source.WarningAsync()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ThriftStatus.Failed, "FAILED")]
    [InlineData(ThriftStatus.Error, "ERROR")]
    [InlineData(ThriftStatus.Unknown, "UNKNOWN")]
    public async Task A_server_that_did_not_store_is_quoted(ThriftStatus status, string word)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using var sink = new ThriftSink(Sinks.Options(((System.Net.IPEndPoint)listener.LocalEndpoint).Port), context);
        var delivering = sink.DeliverAsync(EventOf("x"));
        using var server = await listener.AcceptSocketAsync(Token);
        await server.ReceiveAsync(new byte[1000], System.Net.Sockets.SocketFlags.None, Token);
        var answer = new System.Buffers.ArrayBufferWriter<byte>();
        new ThriftWriter(answer, ThriftProtocol.Compact).WriteStatus(new("appendBatch", ThriftMessageType.Call, 1), status);
        await server.SendAsync((byte[])[0, 0, 0, (byte)answer.WrittenCount, .. answer.WrittenSpan], System.Net.Sockets.SocketFlags.None, Token);
        Assert.Contains($"Thrift RPC call returned Status: {word}", (await Assert.ThrowsAsync<EventDeliveryException>(() => delivering)).Message, StringComparison.Ordinal);
        Assert.False(sink.IsDelivered(0));
    }

    [Fact]
    public void Kerberos_is_refused_with_what_to_do()
    {
        Assert.Contains("use ssl", Assert.Single(new ThriftSourceOptions { Kerberos = true }.Check()).Message, StringComparison.Ordinal);
        Assert.Equal("kerberos", Assert.Single(new ThriftSinkOptions { Kerberos = true }.Check()).Option);
    }
}
