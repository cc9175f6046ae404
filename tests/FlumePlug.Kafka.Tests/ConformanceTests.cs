using System.Collections.Concurrent;
using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Kafka.Tests;

public sealed class ConformanceTests(Broker broker)
{
    private readonly ConcurrentDictionary<string, Task> _topics = new();

    // Every check has a topic of its own, and runs beside the others: they mostly wait for the broker.
    private static Task RunAllAsync(ConformanceSuite suite) =>
        Task.WhenAll(suite.Names.Select(name => Task.Run(() => suite.RunAsync(name, TestContext.Current.CancellationToken))));

    [Fact]
    public async Task The_source_keeps_what_every_source_promises()
    {
        Broker.Require();
        await RunAllAsync(new SourceConformance<KafkaSource>(context => new KafkaSource(Options.Source(broker.Servers, TopicOf(context), TopicOf(context)), context))
        {
            Patience = TimeSpan.FromSeconds(40),
            PutsAgain = true,
            Feed = async (_, context, texts, _) =>
            {
                foreach (var text in texts)
                    await broker.Java.SendAsync(TopicOf(context), text);
            },
        });
    }

    // One after the other: the line to the broker is cut for all of them.
    [Fact]
    public async Task The_sink_keeps_what_every_sink_promises()
    {
        Broker.Require();
        await new SinkConformance<KafkaSink>(context => new KafkaSink(Options.Sink(broker.ProxiedServers, TopicOf(context),
            ("kafka.producer.reconnect.backoff.ms", "20"), ("kafka.producer.reconnect.backoff.max.ms", "50")), context))
        {
            Patience = TimeSpan.FromSeconds(6),
            Delivered = (_, context) => [.. Task.Run(() => broker.Java.ReadAsync(TopicOf(context))).GetAwaiter().GetResult().Select(record => record.Value!)],
            Break = (_, _) => broker.Proxy.Cut(),
        }.RunAllAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_channel_keeps_what_every_channel_promises()
    {
        Broker.Require();
        await RunAllAsync(new ChannelConformance<KafkaChannel>(context => new KafkaChannel(Options.Channel(broker.Servers, TopicOf(context)), context))
        {
            Patience = TimeSpan.FromSeconds(40),
        });
    }

    private string TopicOf(TestComponentContext context)
    {
        var topic = "conformance-" + Path.GetFileName(context.ConfigurationDirectory);
        Task.Run(() => _topics.GetOrAdd(topic, _ => broker.Java.RunAsync("create", topic, "1"))).GetAwaiter().GetResult();
        return topic;
    }
}
