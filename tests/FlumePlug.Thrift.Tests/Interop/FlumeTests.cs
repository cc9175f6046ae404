using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Client.Tests.Interop;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Thrift;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Thrift.Tests.Interop;

/// <summary>Apache Flume's thrift source and sink.</summary>
public sealed class FlumeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThriftProtocol.Compact, "thrift")]
    [InlineData(ThriftProtocol.Binary, "thrift\na1.sources.r1.protocol = binary")]
    public async Task Flume_stores_what_our_sink_sends(ThriftProtocol protocol, string type)
    {
        await using var flume = await FlumeAgent.StartAsync(type);
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using var sink = new ThriftSink(Sinks.Options(flume.Port, protocol), context);
        await sink.DeliverAsync(EventOf("single", ("käse", "brötchen€😀")));
        for (var i = 0; i < 8; i++)
        {
            using var batch = BatchOf([.. Enumerable.Range(0, 500).Select(j => $"ordered {(i * 500) + j}")]);
            await sink.ProcessAsync(batch, Token);
        }
        await sink.FlushAsync(Token);
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync([.. Enumerable.Range(0, 1001).Select(i => EventOf($"{i}"))]));
        Assert.Contains("FAILED", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["{käse=brötchen€😀} single", .. Enumerable.Range(0, 4000).Select(i => $"{{}} ordered {i}")], await flume.LinesAsync(4001));
    }

    [Theory]
    [InlineData(ThriftProtocol.Compact, "compact")]
    [InlineData(ThriftProtocol.Binary, "binary")]
    public async Task Our_source_stores_what_Flumes_sink_sends_and_what_was_refused_comes_again(ThriftProtocol protocol, string name)
    {
        FlumePeer.Require();
        var channels = new CollectingChannels();
        channels.RefuseNext();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(protocol));
        await using var flume = await FlumePeer.RunAgentAsync($"""
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = seq
            a1.sources.r1.totalEvents = 5000
            a1.sources.r1.batchSize = 100
            a1.sources.r1.channels = c1
            a1.sources.r1.interceptors = i1
            a1.sources.r1.interceptors.i1.type = static
            a1.sources.r1.interceptors.i1.key = state
            a1.sources.r1.interceptors.i1.value = on
            a1.channels.c1.type = memory
            a1.channels.c1.capacity = 10000
            a1.sinks.k1.type = thrift
            a1.sinks.k1.channel = c1
            a1.sinks.k1.hostname = localhost
            a1.sinks.k1.port = {source.Port}
            a1.sinks.k1.protocol = {name}
            """, "Component type: SOURCE, name: r1 started");
        await channels.Events.WhenAsync(5000, Token);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"{i}"), channels.Events.Texts);
        Assert.All(channels.Events.All, one => Assert.Equal("on", one.Headers["state"]));
    }

    [Theory]
    [InlineData(ThriftProtocol.Compact, "compact")]
    [InlineData(ThriftProtocol.Binary, "binary")]
    public async Task Flumes_own_client_delivers_to_our_source(ThriftProtocol protocol, string name)
    {
        FlumePeer.Require();
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(protocol));
        CheckEvents(await FlumePeer.RunToolAsync("ThriftClients.java", $"{source.Port}", name), channels);
    }

    [Fact]
    public async Task Flumes_own_client_delivers_by_TLS()
    {
        FlumePeer.Require();
        using var authority = new TestAuthority();
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(tls: authority));
        CheckEvents(await FlumePeer.RunToolAsync(
            "ThriftClients.java", $"{source.Port}", "compact", JavaTruststore.Of(authority), TestAuthority.Password), channels);
    }

    private static void CheckEvents(string said, CollectingChannels channels)
    {
        Assert.Contains("All is sent.", said, StringComparison.Ordinal);
        var events = channels.Events.All;
        Assert.Equal([KeptEvent.Of(EventOf("single", ("schlüssel", "wärt€😀"))), KeptEvent.Of(EventOf("")), KeptEvent.Of(EventOf("two", ("h", "v")))], events.Take(3));
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => KeptEvent.Of(EventOf($"many {i}", ("i", $"{i % 7}")))), events.Skip(3).Take(10_000));
        Assert.Equal(10 * 1024 * 1024, events[10_003].Body.Length);
        for (var thread = 0; thread < 4; thread++)
            Assert.Equal(Enumerable.Range(0, 25).Select(i => $"thread {thread} {i}"), channels.Events.Texts.Where(text => text.StartsWith($"thread {thread} ", StringComparison.Ordinal)));
    }
}
