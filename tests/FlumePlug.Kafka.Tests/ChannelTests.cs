using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Kafka.Tests;

public sealed class ChannelTests(Broker broker)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_put_is_a_whole_event_or_its_body_and_comes_out_so()
    {
        Broker.Require();
        var (whole, bodies) = (await broker.CreateTopicAsync(), await broker.CreateTopicAsync());
        await using var wholeChannel = Channel(whole);
        await using var bodyChannel = Channel(bodies, ("parseAsFlumeEvent", "false"));

        await PutAsync(wholeChannel, EventOf("b", ("key", "k"), ("a", "1")));
        await PutAsync(bodyChannel, EventOf("b", ("key", "k"), ("a", "1")), EventOf(""));

        Assert.Equal("04" + "06" + "6B6579" + "026B" + "0261" + "0231" + "00" + "0262", Convert.ToHexString((await broker.Java.ReadAsync(whole))[0].ValueBytes!));
        Assert.Equal(["b", ""], (await broker.Java.ReadAsync(bodies)).Select(record => record.Value));
        Assert.Equal([KeptEvent.Of(EventOf("b", ("key", "k"), ("a", "1")))], await TakeAsync(wholeChannel, 1));
        Assert.Equal([KeptEvent.Of(EventOf("b", ("key", "k"))), KeptEvent.Of(EventOf(""))], await TakeAsync(bodyChannel, 2));
    }

    [Fact]
    public async Task A_partition_is_the_headers_or_the_default_and_one_that_cannot_be_is_Kafkas_choice()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(3);
        await using var channel = Channel(topic, ("partitionIdHeader", "p"), ("defaultPartitionId", "1"), ("parseAsFlumeEvent", "false"));

        await PutAsync(channel, EventOf("one"), EventOf("two", ("p", "2")), EventOf("any", ("p", "x")), EventOf("any", ("p", "7")));

        Assert.Equal([("one", 1), ("two", 2)], (await broker.Java.ReadAsync(topic)).Where(record => record.Value != "any").Select(record => (record.Value!, record.Partition)).Order());
        Assert.Equal(4, (await TakeAsync(channel, 4)).Count);
    }

    [Fact]
    public async Task Offsets_are_committed_up_to_the_oldest_open_take()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using (var channel = Channel(topic))
        {
            await PutAsync(channel, [.. Enumerable.Range(0, 30).Select(i => EventOf($"{i}"))]);
            var first = await NextAsync(channel, 10);
            var second = await NextAsync(channel, 10);
            await second.CommitAsync(Token);
            await second.DisposeAsync();
            await (await NextAsync(channel, 5)).DisposeAsync();
            await first.CommitAsync(Token);
            await first.DisposeAsync();
            await Eventually.TrueAsync(() => broker.Java.CommittedAsync(topic).GetAwaiter().GetResult() == 20, "the commit of the first two takes");
            // The third was rolled back; a fourth one is open when the channel stops.
            Assert.Equal("20", TextsOf((await NextAsync(channel, 3)).Batch)[0]);
        }
        Assert.Equal(20, await broker.Java.CommittedAsync(topic));
        await using var again = Channel(topic);
        Assert.Equal(Enumerable.Range(20, 10).Select(i => $"{i}"), (await TakeAsync(again, 10)).Select(one => one.Text));
    }

    [Fact]
    public async Task Agents_of_one_group_share_the_events_and_one_that_leaves_leaves_its_share()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(4);
        var first = Channel(topic);
        await using var second = Channel(topic);
        // Each joins with its first take.
        await Task.WhenAll(first.TakeAsync(1, Token).AsTask(), second.TakeAsync(1, Token).AsTask());
        await PutAsync(first, [.. Enumerable.Range(0, 400).Select(i => EventOf($"{i}", ("key", $"{i}")))]);
        var taken = new List<string>();
        var open = await first.TakeAsync(50, Token);
        await first.DisposeAsync();

        await Eventually.TrueAsync(() => TakeAllAsync(second, taken).GetAwaiter().GetResult().Distinct().Count() == 400, () => $"{taken.Distinct().Count()} of 400");

        if (open is not null)
            await open.DisposeAsync();
    }

    [Fact]
    public async Task A_put_in_a_transaction_is_stored_whole_or_not_at_all()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        // Once the topic is known ten records go at once; what is less waits, and its transaction is open.
        await using var channel = Channel(topic, ("transactional", "true"), ("kafka.producer.batch.num.messages", "10"), ("kafka.producer.linger.ms", "5000"));
        await PutAsync(channel, EventOf("99"));
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var part = PutAsync(channel, given.Token, [.. Enumerable.Range(0, 105).Select(i => EventOf($"refused {i}"))]);
        await Eventually.TrueAsync(() => broker.Java.CountAsync(topic).GetAwaiter().GetResult() > 100, "the first hundred");

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => part);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(put => PutAsync(channel, Token, [.. Enumerable.Range(0, 10).Select(i => EventOf($"{put}{i}"))])));

        var stored = Enumerable.Range(0, 40).Append(99).Select(i => $"{i:00}");
        Assert.Equal(41, (await broker.Java.ReadAsync(topic, committedOnly: true)).Count);
        Assert.Equal(stored, (await TakeAsync(channel, 41)).Select(one => one.Text).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_that_Kafka_never_takes_is_dropped_counted_and_told_and_the_others_are_stored_once(bool transactional)
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(1, "max.message.bytes=20000");
        using var context = new TestComponentContext("c1", TimeProvider.System);
        await using var channel = new KafkaChannel(Options.Channel(broker.Servers, topic, ("transactional", transactional ? "true" : "false")), context);
        var tooLargeForTheTopic = new string('x', 30_000);
        var tooLargeForTheClient = new string('x', 2_000_000);

        await PutAsync(channel, EventOf("first"), EventOf(tooLargeForTheTopic), EventOf("second"), EventOf(tooLargeForTheClient), EventOf("last"));
        await PutAsync(channel, EventOf("next"));

        Assert.Equal(["first", "last", "next", "second"], (await TakeAsync(channel, 4)).Select(one => one.Text).Order(StringComparer.Ordinal));
        Assert.Equal(4, (await broker.Java.ReadAsync(topic, committedOnly: true)).Count);
        Assert.Equal(2, context.Counters[KafkaSink.UndeliverableCount].Value);
        Assert.Contains(context.Logged.Lines, line => line.Text.Contains("An event of 30000 bytes cannot be stored in Kafka and is dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_is_no_event_is_left_out_counted_and_does_not_come_again()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await broker.Java.SendAsync(topic, "no Avro");
        await broker.Java.SendAsync(topic, [0, 2, (byte)'x']);
        await broker.Java.SendAsync(topic, "nor this");
        var context = new TestComponentContext("c1", TimeProvider.System);
        await using (var channel = new KafkaChannel(Options.Channel(broker.Servers, topic), context))
            Assert.Equal("x", (await TakeAsync(channel, 1))[0].Text);
        Assert.Equal(2, context.Counters[CounterNames.EventReadFail].Value);
        Assert.Equal(3, await broker.Java.CommittedAsync(topic));
    }

    private KafkaChannel Channel(string topic, params (string Name, string Value)[] more) =>
        new(Options.Channel(broker.Servers, topic, more), new TestComponentContext("c1", TimeProvider.System));

    private static Task PutAsync(KafkaChannel channel, params Event[] events) => PutAsync(channel, Token, events);

    private static async Task PutAsync(KafkaChannel channel, CancellationToken cancellationToken, params Event[] events)
    {
        using var batch = BatchOf(events);
        await using var put = await channel.ReserveAsync(batch, Fit.Whole, cancellationToken);
        await put.CommitAsync(batch.Count, cancellationToken);
    }

    private static async Task<ITake> NextAsync(KafkaChannel channel, int max)
    {
        while (true)
        {
            await channel.WaitAsync(Token);
            if (await channel.TakeAsync(max, Token) is { } take)
                return take;
        }
    }

    // Takes and commits until there are so many.
    private static async Task<IReadOnlyList<KeptEvent>> TakeAsync(KafkaChannel channel, int count)
    {
        var taken = new List<KeptEvent>();
        while (taken.Count < count)
        {
            await using var take = await NextAsync(channel, count - taken.Count).WaitAsync(TimeSpan.FromSeconds(40), Token);
            taken.AddRange(KeptEvent.AllOf(take.Batch));
            await take.CommitAsync(Token);
        }
        return taken;
    }

    private static async Task<List<string>> TakeAllAsync(KafkaChannel channel, List<string> taken)
    {
        while (await channel.TakeAsync(100, Token) is { } take)
        {
            taken.AddRange(TextsOf(take.Batch));
            await take.CommitAsync(Token);
            await take.DisposeAsync();
        }
        return taken;
    }
}
