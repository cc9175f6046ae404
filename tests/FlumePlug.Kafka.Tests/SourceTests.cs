using System.Globalization;
using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Kafka.Tests;

public sealed class SourceTests(Broker broker)
{
    [Fact]
    public async Task Records_become_events_with_Flumes_headers()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await broker.Java.SendAsync(topic, "first", "k1", timestamp: 1700000000000, headers: [("h", "old"), ("h", "new"), ("other", "x")]);
        await broker.Java.SendAsync(topic, [0xFF, 0x00], [0xFF], timestamp: 1);
        await broker.Java.SendAsync(topic, (byte[]?)null, timestamp: 2);
        await using var source = RunningSource.Start(Options.Source(broker.Servers, topic, topic, ("header.mine", "h")));

        var events = await source.StoresAsync(3);

        Assert.Equal(TestEvents.HeadersOf(("timestamp", "1700000000000"), ("topic", topic), ("partition", "0"), ("offset", "0"), ("key", "k1"), ("mine", "new")),
            events[0].Headers);
        Assert.Equal([0xFF, 0x00], events[1].Body.ToArray());
        Assert.Equal("\uFFFD", events[1].Headers["key"]);
        Assert.Equal(0, events[2].Body.Length);
        Assert.Equal(["timestamp", "topic", "partition", "offset"], events[2].Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task Whole_events_keep_their_headers_and_what_is_none_is_counted_and_left_out()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using (var sink = new RunningSink(Options.Sink(broker.Servers, topic, ("useFlumeEventFormat", "true"))))
            await sink.DeliverAsync(TestEvents.EventOf("whole", ("topic", topic), ("timestamp", "5"), ("key", "k")));
        await broker.Java.SendAsync(topic, "no Avro at all");
        await broker.Java.SendAsync(topic, [0, 2, (byte)'x']);
        await using var source = RunningSource.Start(Options.Source(broker.Servers, topic, topic, ("useFlumeEventFormat", "true"), ("topicHeader", "from")));

        var events = await source.StoresAsync(2);

        Assert.Equal(["whole", "x"], events.Select(one => one.Text));
        Assert.Equal(TestEvents.HeadersOf(("topic", topic), ("timestamp", "5"), ("key", "k"), ("from", topic), ("partition", "0"), ("offset", "0")), events[0].Headers);
        Assert.Equal(1, source.Context.Counters[CounterNames.EventReadFail].Value);
    }

    [Fact]
    public async Task Offsets_are_committed_only_when_the_channels_have_the_events()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await broker.Java.RunAsync("flood", topic, "100", "10");
        var channels = new CollectingChannels();
        channels.Hold();
        await using (var source = RunningSource.Start(Options.Source(broker.Servers, topic, topic), channels))
        {
            await channels.WhenPutAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, await broker.Java.CommittedAsync(topic));
            channels.Release();
            await source.StoresAsync(100);
            await Eventually.TrueAsync(() => broker.Java.CommittedAsync(topic).GetAwaiter().GetResult() == 100, "the commit");
        }
        await broker.Java.SendAsync(topic, "next");
        await using var again = RunningSource.Start(Options.Source(broker.Servers, topic, topic));
        Assert.Equal("next", (await again.StoresAsync(1))[0].Text);
    }

    [Fact]
    public async Task What_was_put_when_the_source_stops_is_committed()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(2);
        await broker.Java.RunAsync("flood", topic, "5000", "100");
        await using (var source = RunningSource.Start(Options.Source(broker.Servers, topic, topic)))
            await source.StoresAsync(5000);
        Assert.Equal(5000, await broker.Java.CommittedAsync(topic));
    }

    [Fact]
    public async Task A_regular_expression_finds_topics_that_match_as_a_whole_and_a_new_one_is_picked_up()
    {
        Broker.Require();
        var name = broker.NewName() + "-logs";
        await broker.Java.RunAsync("create", $"{name}-1", "1");
        await broker.Java.RunAsync("create", $"{name}-1x", "1");
        await broker.Java.SendAsync($"{name}-1x", "not this");
        await broker.Java.SendAsync($"{name}-1", "one");
        await using var source = RunningSource.Start(Options.Source(broker.Servers, "ignored", name, ("kafka.topics.regex", $"{name}-\\d+"),
            ("kafka.consumer.metadata.max.age.ms", "1000")));
        await source.StoresAsync(1);

        await broker.Java.RunAsync("create", $"{name}-23", "1");
        await broker.Java.SendAsync($"{name}-23", "two");

        Assert.Equal(["one", "two"], (await source.StoresAsync(2)).Select(one => one.Text));
    }

    [Fact]
    public async Task A_new_partition_is_picked_up()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var source = RunningSource.Start(Options.Source(broker.Servers, topic, topic, ("kafka.consumer.metadata.max.age.ms", "1000")));
        await broker.Java.SendAsync(topic, "one");
        await source.StoresAsync(1);

        await broker.Java.RunAsync("extend", topic, "2");
        await broker.Java.SendAsync(topic, "two", partition: 1);

        Assert.Equal("1", (await source.StoresAsync(2))[1].Headers["partition"]);
    }

    [Fact]
    public async Task Two_members_share_the_partitions_and_the_one_that_stays_reads_on_without_loss()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(4);
        var options = Options.Source(broker.Servers, topic, topic, ("kafka.consumer.session.timeout.ms", "6000"), ("kafka.consumer.heartbeat.interval.ms", "500"));
        var both = new CollectingChannels();
        await using var stays = RunningSource.Start(options, both);
        await broker.Java.RunAsync("flood", topic, "2000", "100");
        await stays.StoresAsync(500);
        await using (var leaves = RunningSource.Start(options, both))
        {
            await Eventually.TrueAsync(() => leaves.Context.Logged.Lines.Any(line => line.Text.Contains("assigned", StringComparison.Ordinal)), "the second member");
            await broker.Java.RunAsync("flood", topic, "2000", "110");
        }
        await broker.Java.RunAsync("flood", topic, "2000", "120");

        await Eventually.TrueAsync(() => both.Events.All.DistinctBy(Place).Count() == 6000, () => $"{both.Events.All.DistinctBy(Place).Count()} of 6000");
        // A planned handing over doubles nothing: what was put is committed before the partition goes.
        Assert.Equal(6000, both.Events.All.Count);

        static (string?, string?) Place(KeptEvent one) => (one.Headers["partition"], one.Headers["offset"]);
    }
}
