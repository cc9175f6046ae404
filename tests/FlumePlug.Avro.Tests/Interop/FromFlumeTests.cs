using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Avro.Tests.Interop;

/// <summary>Flume's clients and sinks into our source.</summary>
public sealed class FromFlumeTests
{
    private const int Events = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flumes_RPC_clients_deliver_to_our_sources()
    {
        FlumePeer.Require();
        CollectingChannels[] channels = [new(), new(), new()];
        await using var first = await RunningSource.StartAsync(channels[0]);
        await using var second = await RunningSource.StartAsync(channels[1]);
        await using var third = await RunningSource.StartAsync(channels[2]);

        var said = await FlumePeer.RunToolAsync("Clients.java", $"{first.Port}", $"{second.Port}", $"{third.Port}");

        Assert.Contains("All is sent.", said, StringComparison.Ordinal);
        var single = channels[0].Events.All;
        Assert.Equal(10_003, single.Count);
        Assert.Equal(KeptEvent.Of(TestEvents.EventOf("single", ("schlüssel", "wärt€😀"))), single[0]);
        Assert.Equal(KeptEvent.Of(TestEvents.EventOf("")), single[1]);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => KeptEvent.Of(TestEvents.EventOf($"many {i}", ("i", $"{i % 7}")))), single.Skip(2).Take(10_000));
        Assert.Equal(10 * 1024 * 1024, single[^1].Body.Length);
        Assert.Equal(["failover 1", "failover 2"], channels[1].Events.Texts.Take(2));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"balanced {i}"),
            channels[1].Events.Texts.Skip(2).Concat(channels[2].Events.Texts).Order(StringComparer.Ordinal));
        Assert.Equal(5, channels[2].Events.Texts.Count);
    }

    [Fact]
    public async Task Flumes_sinks_deliver_through_every_transport()
    {
        FlumePeer.Require();
        using var authority = new TestAuthority();
        string[] names = ["plain", "deflate", "tls", "both"];
        var channels = names.ToDictionary(name => name, _ => new CollectingChannels());
        var sources = new Dictionary<string, RunningSource>();
        foreach (var name in names)
            sources[name] = await RunningSource.StartAsync(channels[name],
                RunningSource.Options(name is "deflate" or "both", name is "tls" or "both" ? authority : null));
        try
        {
            await using var flume = await FlumePeer.RunAgentAsync(Configuration(sources, authority), "Starting Sink both");
            foreach (var name in names)
            {
                await channels[name].Events.WhenAsync(Events, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
                Assert.Equal(Enumerable.Range(0, Events).Select(i => $"{i}"), channels[name].Events.Texts);
            }
        }
        finally
        {
            foreach (var source in sources.Values)
                await source.DisposeAsync();
        }
    }

    [Fact]
    public async Task Flumes_avro_client_sends_a_file()
    {
        FlumePeer.Require();
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels);
        using var context = new TestComponentContext();
        var file = Path.Combine(context.ConfigurationDirectory, "lines.txt");
        var headers = Path.Combine(context.ConfigurationDirectory, "headers.properties");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 250).Select(i => $"line {i}"), Token);
        await File.WriteAllTextAsync(headers, "from=client\n", Token);

        await FlumePeer.RunClientAsync("-H", "localhost", "-p", $"{source.Port}", "-F", file, "-R", headers);

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"line {i}"), channels.Events.Texts);
        Assert.All(channels.Events.All, kept => Assert.Equal("client", kept.Headers["from"]));
    }

    [Fact]
    public async Task Flumes_log4j_appenders_deliver_to_our_sources()
    {
        FlumePeer.Require();
        CollectingChannels[] channels = [new(), new(), new()];
        await using var first = await RunningSource.StartAsync(channels[0]);
        await using var second = await RunningSource.StartAsync(channels[1]);
        await using var third = await RunningSource.StartAsync(channels[2]);

        var said = await FlumePeer.RunToolAsync("Appenders.java", $"{first.Port}", $"{second.Port}", $"{third.Port}");

        Assert.Contains("All is logged.", said, StringComparison.Ordinal);
        var single = channels[0].Events.All;
        Assert.Equal(["INFO com.shop.Checkout: brötchen €", "ERROR com.shop.Checkout: failed"], channels[0].Events.Texts.Take(2));
        Assert.Equal(4, single.Count);
        Assert.All(single, one => Assert.Equal("com.shop.Checkout", one.Headers["flume.client.log4j.logger.name"]));
        Assert.Equal(["20000", "40000"], single.Take(2).Select(one => one.Headers["flume.client.log4j.log.level"]));
        Assert.Equal("UTF8", single[0].Headers["flume.client.log4j.message.encoding"]);
        Assert.Equal(5, channels[1].Events.Texts.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"balanced {i}"),
            channels[1].Events.Texts.Concat(channels[2].Events.Texts).Order(StringComparer.Ordinal));
    }

    private static string Configuration(Dictionary<string, RunningSource> targets, TestAuthority authority)
    {
        var names = string.Join(' ', targets.Keys);
        var truststore = JavaTruststore.Of(authority);
        var text = $"a1.sources = {names}\na1.channels = {names}\na1.sinks = {names}\n";
        foreach (var (name, target) in targets)
        {
            text += $"""
                a1.sources.{name}.type = seq
                a1.sources.{name}.totalEvents = {Events}
                a1.sources.{name}.batchSize = 50
                a1.sources.{name}.channels = {name}
                a1.channels.{name}.type = memory
                a1.sinks.{name}.type = avro
                a1.sinks.{name}.hostname = localhost
                a1.sinks.{name}.port = {target.Port}
                a1.sinks.{name}.channel = {name}

                """;
            if (name is "deflate" or "both")
                text += $"a1.sinks.{name}.compression-type = deflate\n";
            if (name is "tls" or "both")
                text += $"a1.sinks.{name}.ssl = true\na1.sinks.{name}.truststore = {truststore}\n"
                    + $"a1.sinks.{name}.truststore-password = {TestAuthority.Password}\na1.sinks.{name}.truststore-type = PKCS12\n";
        }
        return text;
    }
}
