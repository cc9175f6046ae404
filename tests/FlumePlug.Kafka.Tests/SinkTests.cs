using System.Globalization;
using System.Text;
using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Kafka.Tests;

public sealed class SinkTests(Broker broker)
{
    [Fact]
    public async Task The_body_is_the_value_and_the_header_key_is_the_key()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new RunningSink(Options.Sink(broker.Servers, topic));

        await sink.DeliverAsync(EventOf("plain"), EventOf("keyed", ("key", "schlüssel")), EventOf("", ("key", "")));

        var records = await broker.Java.ReadAsync(topic);
        Assert.Equal(["plain", "keyed", ""], records.Select(record => record.Value));
        Assert.Equal([null, "schlüssel", ""], records.Select(record => record.Key));
        Assert.All(records, record => Assert.Empty(record.Headers));
    }

    [Fact]
    public async Task Keys_choose_the_partitions_that_Javas_producer_chooses()
    {
        Broker.Require();
        var (ours, javas) = (await broker.CreateTopicAsync(7), await broker.CreateTopicAsync(7));
        await using var sink = new RunningSink(Options.Sink(broker.Servers, ours));
        var keys = Enumerable.Range(0, 50).Select(i => $"key-{i}").ToArray();

        await sink.DeliverAsync([.. keys.Select(key => EventOf("x", ("key", key)))]);
        foreach (var key in keys)
            await broker.Java.SendAsync(javas, "x", key);

        Assert.Equal(await PartitionsAsync(javas), await PartitionsAsync(ours));

        async Task<IEnumerable<(string?, int)>> PartitionsAsync(string topic) =>
            (await broker.Java.ReadAsync(topic)).Select(record => (record.Key, record.Partition)).Order();
    }

    [Fact]
    public async Task Headers_choose_topic_partition_and_time_and_become_headers_of_the_record()
    {
        Broker.Require();
        var (topic, other) = (await broker.CreateTopicAsync(3), await broker.CreateTopicAsync(3));
        await using var sink = new RunningSink(Options.Sink(broker.Servers, topic, ("partitionIdHeader", "p"),
            ("defaultPartitionId", "1"), ("timestampHeader", "time"), ("header.host", "x-host"), ("header.absent", "x-absent")));

        await sink.DeliverAsync(EventOf("default"),
            EventOf("headers", ("p", "2"), ("time", "1234567890123"), ("host", "ö"), ("topic", topic)),
            EventOf("elsewhere", ("topic", other), ("time", "soon")));

        var records = (await broker.Java.ReadAsync(topic)).OrderBy(record => record.Partition).ToList();
        Assert.Equal(["default", "headers"], records.Select(record => record.Value));
        Assert.Equal([1, 2], records.Select(record => record.Partition));
        Assert.Equal(1234567890123, records[1].Timestamp);
        Assert.Equal(("x-host", "ö"), Assert.Single(records[1].Headers));
        Assert.Equal("elsewhere", Assert.Single(await broker.Java.ReadAsync(other)).Value);
        Assert.Contains(sink.Context.Logged.Lines, line => line.Text.Contains("header time is no time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_topic_is_filled_in_from_headers_unless_the_override_is_off()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new RunningSink(Options.Sink(broker.Servers, "%{prefix}" + topic[1..]));
        await using var fixedSink = new RunningSink(Options.Sink(broker.Servers, topic, ("allowTopicOverride", "false")));

        await sink.DeliverAsync(EventOf("filled in", ("prefix", "t")));
        await fixedSink.DeliverAsync(EventOf("fixed", ("topic", "nowhere/at all")));

        Assert.Equal(["filled in", "fixed"], (await broker.Java.ReadAsync(topic)).Select(record => record.Value));
    }

    [Fact]
    public async Task The_whole_event_is_the_value_in_Flumes_format()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new RunningSink(Options.Sink(broker.Servers, topic, ("useFlumeEventFormat", "true")));

        await sink.DeliverAsync(EventOf("hé", ("a", "1")), EventOf("", ("a", "1")), EventOf("none"));

        var values = (await broker.Java.ReadAsync(topic)).Select(record => Convert.ToHexString(record.ValueBytes!));
        Assert.Equal(["0202" + "61" + "0231" + "00" + "0668C3A9", "0202" + "61" + "0231" + "00" + "00", "00" + "08" + "6E6F6E65"], values);
    }

    [Fact]
    public async Task What_can_never_be_a_record_is_dropped_and_counted_and_the_rest_arrives()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(1, "max.message.bytes=20000");
        await using var sink = new RunningSink(Options.Sink(broker.Servers, topic, ("partitionIdHeader", "p")));
        var tooLargeForTheBroker = string.Concat(Enumerable.Range(0, 30_000).Select(i => (char)('a' + (i * 7919 % 26))));

        await sink.DeliverAsync(EventOf("first"),
            EventOf("bad partition", ("p", "one")), EventOf("no such partition", ("p", "5")), EventOf("negative", ("p", "-1")),
            EventOf("bad topic", ("topic", "../etc/passwd")), EventOf("empty topic", ("topic", "")), EventOf("long topic", ("topic", new string('t', 250))),
            EventOf(tooLargeForTheBroker), EventOf(new string('x', 2_000_000)),
            EventOf("year 1", ("timestamp", "-62135596800000")), EventOf("last", ("key", "\uD800")));

        Assert.Equal(["first", "last", "year 1"], (await broker.Java.ReadAsync(topic)).Select(record => record.Value).Order(StringComparer.Ordinal));
        Assert.Equal(8, sink.Undeliverable);
        Assert.Contains(sink.Context.Logged.Lines, line => line.Text.Contains("Non integer partition id specified", StringComparison.Ordinal));
        Assert.Contains(sink.Context.Logged.Lines, line => line.Text.Contains("'../etc/passwd' is no name of a topic", StringComparison.Ordinal));
        Assert.Contains(sink.Context.Logged.Lines, line => line.Text.Contains("too large", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_batch_arrives_once_and_in_order()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new RunningSink(Options.Sink(broker.Servers, topic, ("kafka.producer.buffer.memory", "262144")));
        var numbers = Enumerable.Range(0, 20_000).Select(i => i.ToString("D500", CultureInfo.InvariantCulture)).ToArray();

        foreach (var chunk in numbers.Chunk(2000))
            await sink.DeliverAsync([.. chunk.Select(number => EventOf(number))]);

        Assert.Equal(numbers, (await broker.Java.ReadAsync(topic)).Select(record => record.Value));
    }

    [Fact]
    public async Task Acks_below_all_make_the_producer_an_ordinary_one_with_a_line()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new RunningSink(Options.Sink(broker.Servers, topic, ("requiredAcks", "1")));

        await sink.DeliverAsync(EventOf("acked by the leader"));

        Assert.Single(await broker.Java.ReadAsync(topic));
        Assert.Contains(sink.Context.Logged.Lines, line => line.Text.Contains("not idempotent because of acks = 1", StringComparison.Ordinal));
    }
}
