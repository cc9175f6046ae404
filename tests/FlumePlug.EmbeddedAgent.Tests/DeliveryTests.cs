using System.Text;
using FlumePlug.Client.Tests.Interop;
using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.Sdk;
using static FlumePlug.EmbeddedAgent.Tests.Properties;

namespace FlumePlug.EmbeddedAgent.Tests;

public sealed class DeliveryTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_an_application_reach_FlumePlug_with_what_an_interceptor_adds()
    {
        var port = Ports.Free();
        await using var collector = await CollectorAsync(port, "one");
        await using var agent = New();
        await agent.ConfigureAsync(Of(port, ("source.type", "EMBEDDED"), ("channel.capacity", "10000"), ("channel.transactionCapacity", "1000"), ("source.interceptors", "i1"), ("source.interceptors.i1.type", "static"),
            ("source.interceptors.i1.key", "app"), ("source.interceptors.i1.value", "shop")));
        await agent.StartAsync(Token);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async writer =>
        {
            for (var i = 0; i < 100; i++)
                await agent.PutAsync(EventOf($"{writer}/{i}"), Token);
        }));
        await agent.PutAllAsync([.. Enumerable.Range(0, 1000).Select(i => EventOf($"batch/{i}"))], Token);
        await agent.StopAsync();
        await collector.StopAsync();
        Assert.Equal(
            Enumerable.Range(0, 10).SelectMany(writer => Enumerable.Range(0, 100).Select(i => $"{{app=shop}} {writer}/{i}"))
                .Concat(Enumerable.Range(0, 1000).Select(i => $"{{app=shop}} batch/{i}")).Order(StringComparer.Ordinal),
            _directory.Lines("one/").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Events_of_an_application_reach_Flume()
    {
        await using var flume = await FlumeAgent.StartAsync();
        await using var agent = New("app of mine");
        await agent.ConfigureAsync(Of(flume.Port));
        await agent.StartAsync(Token);
        await agent.PutAsync(new Event(Headers.From(KeyValuePair.Create("käse", "brötchen")), "hübsch"u8.ToArray()), Token);
        await agent.PutAllAsync([.. Enumerable.Range(0, 50).Select(i => EventOf($"{i}"))], Token);
        await agent.StopAsync();
        Assert.Equal(["{käse=brötchen} hübsch", .. Enumerable.Range(0, 50).Select(i => $"{{}} {i}")], await flume.LinesAsync(51));
    }

    [Fact]
    public async Task A_file_channel_keeps_events_until_the_collector_is_there_over_a_stop()
    {
        var port = Ports.Free();
        var properties = Of(port, ("channel.type", "FILE"), ("channel.checkpointDir", _directory.PathOf("checkpoint")), ("channel.dataDirs", _directory.PathOf("data")));
        await using (var before = new Embedded.EmbeddedAgent("app", new() { PluginDirectories = [Plugins], DrainTimeout = TimeSpan.Zero }))
        {
            await before.ConfigureAsync(properties);
            await before.StartAsync(Token);
            await before.PutAllAsync([EventOf("kept"), EventOf("too")], Token);
            await before.StopAsync();
        }
        await using var collector = await CollectorAsync(port, "two");
        await using var after = New();
        await after.ConfigureAsync(properties);
        await after.StartAsync(Token);
        await after.StopAsync();
        await after.StartAsync(Token);
        await after.PutAsync(EventOf("more"), Token);
        await after.StopAsync();
        await collector.StopAsync();
        Assert.Equal(["{} kept", "{} too", "{} more"], _directory.Lines("two/"));
    }

    [Fact]
    public async Task One_of_two_collectors_is_enough()
    {
        var port = Ports.Free();
        await using var collector = await CollectorAsync(port, "three");
        await using var agent = New();
        await agent.ConfigureAsync(Of(Ports.Free(), ("sinks", "k1 k2"), ("k2.type", "avro"), ("k2.hostname", "localhost"), ("k2.port", $"{port}"),
            ("processor.type", "failover"), ("processor.priority.k1", "10"), ("processor.priority.k2", "5")));
        await agent.StartAsync(Token);
        await agent.PutAsync(EventOf("found"), Token);
        await agent.StopAsync();
        await collector.StopAsync();
        Assert.Equal(["{} found"], _directory.Lines("three/"));
    }

    [Fact]
    public async Task What_the_channel_does_not_take_is_told_and_none_of_it_is_kept()
    {
        await using var agent = new Embedded.EmbeddedAgent("app", new() { PluginDirectories = [Plugins], DrainTimeout = TimeSpan.Zero });
        await agent.ConfigureAsync(Of(Ports.Free(), ("channel.capacity", "2"), ("channel.transactionCapacity", "2"), ("channel.keep-alive", "0"), ("k1.batch-size", "2")));
        await agent.StartAsync(Token);
        var refused = await Assert.ThrowsAsync<EventDeliveryException>(async () => await agent.PutAllAsync([EventOf("1"), EventOf("2"), EventOf("3")], Token));
        Assert.StartsWith("Embedded agent app: Unable to process event: ", refused.Message, StringComparison.Ordinal);
        await agent.PutAllAsync([EventOf("1"), EventOf("2")], Token);
        await Assert.ThrowsAsync<EventDeliveryException>(async () => await agent.PutAsync(EventOf("3"), Token));
    }

    public void Dispose() => _directory.Dispose();

    private static string Plugins => Path.Combine(Path.GetDirectoryName(Repository.Agent)!, "plugins");

    private static Event EventOf(string text) => new(Headers.Empty, Encoding.UTF8.GetBytes(text));

    private async Task<AgentProcess> CollectorAsync(int port, string output)
    {
        var configuration = _directory.Write($"{output}.conf", $"""
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = avro
            a1.sources.r1.bind = 127.0.0.1
            a1.sources.r1.port = {port}
            a1.sources.r1.channels = c1
            a1.channels.c1.type = memory
            a1.channels.c1.capacity = 10000
            a1.channels.c1.transactionCapacity = 1000
            a1.sinks.k1.type = file_roll
            a1.sinks.k1.sink.directory = {_directory.Make(output)}
            a1.sinks.k1.sink.rollInterval = 0
            a1.sinks.k1.sink.serializer = header_and_text
            a1.sinks.k1.channel = c1

            """);
        var agent = AgentProcess.Start(_directory.Path, ["run", "-n", "a1", "-f", configuration]);
        await agent.WhenStartedAsync();
        return agent;
    }
}
