using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Client;
using FlumePlug.Client.Tests.Interop;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Thrift;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Thrift.Tests;

/// <summary>FlumePlug.Client with thrift.</summary>
public sealed class ClientTests
{
    private readonly CollectingChannels _channels = new();
    private readonly int _port = FlumePeer.FreePort();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThriftProtocol.Compact)]
    [InlineData(ThriftProtocol.Binary)]
    public async Task A_thrift_client_of_properties_delivers_single_events_and_batches(ThriftProtocol protocol)
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(protocol));
        await using var client = Client(source.Port, protocol);
        await client.AppendAsync(EventOf("single", ("käse", "brötchen€😀")), Token);
        await client.AppendBatchAsync(Events(250), Token);
        Assert.Equal(["single", .. Texts(250)], _channels.Events.Texts);
        Assert.Equal(4, _channels.Puts);
    }

    [Fact]
    public async Task Fifty_callers_share_five_connections()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        await using var client = Client(source.Port);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.AppendAsync(EventOf($"{i}"), Token).AsTask()));
        Assert.Equal(Texts(50).Order(), _channels.Events.Texts.Order());
        Assert.InRange(source.Context.Counters[CounterNames.OpenConnectionCount].Value, 1, 5);
    }

    [Fact]
    public async Task A_refusal_keeps_the_connection_and_an_agent_that_comes_back_is_found()
    {
        await using var client = Client(_port);
        await using (var source = await RunningSource.StartAsync(_channels, RunningSource.Options(port: _port)))
        {
            _channels.RefuseNext();
            var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
            Assert.Contains("Thrift RPC call returned Status: FAILED", failure.Message, StringComparison.Ordinal);
            await client.AppendAsync(EventOf("b"), Token);
            Assert.Equal(1, source.Context.Counters[CounterNames.OpenConnectionCount].Value);
        }
        await Assert.ThrowsAnyAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("c"), Token).AsTask());
        await using var again = await RunningSource.StartAsync(_channels, RunningSource.Options(port: _port));
        await client.AppendAsync(EventOf("d"), Token);
        Assert.Equal(["b", "d"], _channels.Events.Texts);
    }

    [Fact]
    public async Task Flume_stores_what_it_sends()
    {
        await using var flume = await FlumeAgent.StartAsync("thrift");
        await using var client = Client(flume.Port);
        await client.AppendAsync(EventOf("single", ("käse", "brötchen€😀")), Token);
        await client.AppendBatchAsync(Events(1000), Token);
        Assert.Equal(["{käse=brötchen€😀} single", .. Texts(1000, "{} ")], await flume.LinesAsync(1001));
    }

    private static FlumeClient Client(int port, ThriftProtocol protocol = ThriftProtocol.Compact) => FlumeClient.FromProperties(new Dictionary<string, string>
    {
        ["client.type"] = "thrift",
        ["hosts"] = "h1",
        ["hosts.h1"] = $"localhost:{port}",
        ["protocol"] = protocol == ThriftProtocol.Binary ? "binary" : "compact",
    });

    private static Event[] Events(int count) => [.. Texts(count).Select(text => EventOf(text))];

    private static IEnumerable<string> Texts(int count, string prefix = "") => Enumerable.Range(0, count).Select(i => $"{prefix}{i}");
}
