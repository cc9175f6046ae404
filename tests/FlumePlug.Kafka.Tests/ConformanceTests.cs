using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Kafka.Tests;

public sealed class ConformanceTests(Broker broker)
{
    // Topics are made by their first use; the context's directory tells one component from another.
    private static string TopicOf(TestComponentContext context) => "conformance-" + Path.GetFileName(context.ConfigurationDirectory);

    [Fact]
    public async Task The_source_keeps_what_every_source_promises()
    {
        Broker.Require();
        await new SourceConformance<KafkaSource>(context => new KafkaSource(Options.Source(broker.Servers, TopicOf(context), TopicOf(context)), context))
        {
            Patience = TimeSpan.FromSeconds(20),
            PutsAgain = true,
            Feed = async (_, context, texts, _) =>
            {
                foreach (var text in texts)
                    await broker.Java.SendAsync(TopicOf(context), text);
            },
        }.RunAllAsync(TestContext.Current.CancellationToken);
    }

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
}
