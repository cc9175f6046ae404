using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Kafka.Tests;

/// <summary>Apache Flume's own Kafka components beside ours.</summary>
public sealed class FlumeTests(Broker broker)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_reads_what_the_others_channel_and_sink_wrote_and_the_topics_are_the_same()
    {
        Broker.Require();
        var (input, ours, flumes, toFlume, fromFlume) =
            (await broker.CreateTopicAsync(), await broker.CreateTopicAsync(5), await broker.CreateTopicAsync(5), await broker.CreateTopicAsync(2), await broker.CreateTopicAsync(2));
        var fromOurChannel = await broker.CreateTopicAsync();
        for (var i = 0; i < 20; i++)
            await broker.Java.SendAsync(input, i == 7 ? "" : $"body ü {i}", i % 5 == 0 ? null : $"key {i % 4}", timestamp: 1700000000000 + i, headers: ("h", $"value {i}"));
        // What our channel holds, Flume drains; what Flume's channel holds, ours drains; and both copy the input with source and sink.
        await using (var channel = Channel(toFlume))
            await PutAsync(channel, EventOf("ours", ("key", "k"), ("a", "ä")), EventOf("", ("b", "")));
        await using var flume = await PeerProcess.StartFlumeAsync(
            $"""
            a1.sources = r1 r2
            a1.channels = c1 c2 c3
            a1.sinks = k1 k3
            {Source("r1", input, "flume-copy", "c1")}
            a1.channels.c1.type = memory
            {Sink("k1", flumes, "c1")}
            {Source("r2", input, "flume-put", "c2")}
            a1.channels.c2.type = org.apache.flume.channel.kafka.KafkaChannel
            a1.channels.c2.kafka.bootstrap.servers = {broker.Servers}
            a1.channels.c2.kafka.topic = {fromFlume}
            a1.channels.c2.kafka.consumer.group.id = {fromFlume}
            a1.channels.c3.type = org.apache.flume.channel.kafka.KafkaChannel
            a1.channels.c3.kafka.bootstrap.servers = {broker.Servers}
            a1.channels.c3.kafka.topic = {toFlume}
            a1.channels.c3.kafka.consumer.group.id = {toFlume}
            {Sink("k3", fromOurChannel, "c3")}

            """, "Kafka source r2 started");

        await CopyAsync(input, ours);
        await ArrivesAsync(flumes, 20, flume);
        await ArrivesAsync(fromFlume, 20, flume);
        await ArrivesAsync(fromOurChannel, 2, flume);

        Assert.Equal(await TopicAsync(flumes), await TopicAsync(ours));
        Assert.Equal([("", null), ("ours", "k")], (await broker.Java.ReadAsync(fromOurChannel)).Select(record => (record.Value!, record.Key)).Order());
        await using var reading = Channel(fromFlume);
        var taken = new List<KeptEvent>();
        while (taken.Count < 20)
        {
            await reading.WaitAsync(Token);
            await using var take = await reading.TakeAsync(100, Token);
            taken.AddRange(take is null ? [] : KeptEvent.AllOf(take.Batch));
            await (take?.CommitAsync(Token) ?? ValueTask.CompletedTask);
        }
        var copied = Assert.Single(taken, one => one.Text == "body ü 1");
        Assert.Equal(HeadersOf(("h", "value 1"), ("key", "key 1"), ("offset", "1"), ("partition", "0"), ("timestamp", "1700000000001"), ("topic", input)),
            Headers.From(copied.Headers.OrderBy(header => header.Key, StringComparer.Ordinal)));
    }

    private string Source(string name, string topic, string group, string channel) =>
        $"""
        a1.sources.{name}.type = org.apache.flume.source.kafka.KafkaSource
        a1.sources.{name}.kafka.bootstrap.servers = {broker.Servers}
        a1.sources.{name}.kafka.topics = {topic}
        a1.sources.{name}.kafka.consumer.group.id = {group}-{topic}
        a1.sources.{name}.kafka.consumer.auto.offset.reset = earliest
        a1.sources.{name}.batchSize = 100
        a1.sources.{name}.batchDurationMillis = 200
        a1.sources.{name}.header.h = h
        a1.sources.{name}.channels = {channel}
        """;

    private string Sink(string name, string topic, string channel) =>
        $"""
        a1.sinks.{name}.type = org.apache.flume.sink.kafka.KafkaSink
        a1.sinks.{name}.kafka.bootstrap.servers = {broker.Servers}
        a1.sinks.{name}.kafka.topic = {topic}
        a1.sinks.{name}.allowTopicOverride = false
        a1.sinks.{name}.timestampHeader = timestamp
        a1.sinks.{name}.header.h = copied
        a1.sinks.{name}.channel = {channel}
        """;

    private async Task CopyAsync(string from, string to)
    {
        await using var source = RunningSource.Start(Options.Source(broker.Servers, from, to, ("header.h", "h")));
        await using var sink = new RunningSink(Options.Sink(broker.Servers, to, ("allowTopicOverride", "false"), ("timestampHeader", "timestamp"), ("header.h", "copied")));
        var events = await source.StoresAsync(20);
        await sink.DeliverAsync([.. events.Select(one => new Event(one.Headers, one.Body))]);
    }

    private Task ArrivesAsync(string topic, int count, PeerProcess flume) =>
        Eventually.TrueAsync(() => broker.Java.CountAsync(topic).GetAwaiter().GetResult() >= count, () => $"{count} records in {topic}: {flume.LogText}");

    // Records without a key go where chance will have them.
    private async Task<IEnumerable<string>> TopicAsync(string topic) => (await broker.Java.ReadAsync(topic))
        .Select(record => $"{(record.Key is null ? "any" : record.Partition)} {record.Timestamp} {record.Key} {record.Value} {string.Join(',', record.Headers)}")
        .Order(StringComparer.Ordinal);

    private KafkaChannel Channel(string topic) => new(Options.Channel(broker.Servers, topic), new TestComponentContext("c1", TimeProvider.System));

    private static async Task PutAsync(KafkaChannel channel, params Event[] events)
    {
        using var batch = BatchOf(events);
        await using var put = await channel.ReserveAsync(batch, Fit.Whole, Token);
        await put.CommitAsync(batch.Count, Token);
    }
}
