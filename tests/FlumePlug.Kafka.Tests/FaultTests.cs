using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Kafka.Tests;

public sealed class FaultTests(Broker broker)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_committed_consumer_never_sees_a_batch_that_was_rolled_back_also_when_another_sink_sends_it()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(2);
        var options = Options.Sink(broker.Servers, topic, ("transactional", "true"));
        await using var first = new KafkaSink(options, new TestComponentContext("k1", TimeProvider.System));
        await using var second = new KafkaSink(options, new TestComponentContext("k2", TimeProvider.System));
        using var batch = BatchOf([.. Enumerable.Range(0, 200).Select(i => $"{i}")]);

        // The runner rolls back between process and flush: the flush's token is cancelled when the records are in the topic.
        await first.ProcessAsync(batch, Token);
        await Eventually.TrueAsync(() => broker.Java.CountAsync(topic).GetAwaiter().GetResult() >= 200, "the records");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FlushAsync(first, new CancellationToken(canceled: true)));
        Assert.False(first.IsDelivered(0));
        await DeliverAsync(second, batch);
        await DeliverAsync(first, batch);

        Assert.Equal(600, (await broker.Java.ReadAsync(topic)).Count);
        Assert.Equal(400, (await broker.Java.ReadAsync(topic, committedOnly: true)).Count);
    }

    [Fact]
    public async Task Takes_of_a_turn_that_was_interrupted_are_no_part_of_the_next_transaction()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new KafkaSink(Options.Sink(broker.Servers, topic, ("transactional", "true")), new TestComponentContext("k1", TimeProvider.System));
        using var interrupted = new CancellationTokenSource();
        using var batch = BatchOf("a", "b");
        await sink.ProcessAsync(batch, interrupted.Token);
        await Eventually.TrueAsync(() => broker.Java.CountAsync(topic).GetAwaiter().GetResult() >= 2, "the records");

        // Between two takes: the sink is not told.
        await interrupted.CancelAsync();
        await DeliverAsync(sink, batch);

        Assert.Equal(["a", "b"], (await broker.Java.ReadAsync(topic, committedOnly: true)).Select(record => record.Value));
    }

    [Fact]
    public async Task What_a_killed_sink_left_in_a_transaction_is_aborted_by_its_successor()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        var options = Options.Sink(broker.Servers, topic, ("kafka.producer.transactional.id", topic));
        var killed = new KafkaSink(options, new TestComponentContext("k1", TimeProvider.System));
        using var batch = BatchOf("a", "b");
        await killed.ProcessAsync(batch, Token);
        await Eventually.TrueAsync(() => broker.Java.CountAsync(topic).GetAwaiter().GetResult() >= 2, "the records");

        await using var successor = new KafkaSink(options, new TestComponentContext("k1", TimeProvider.System));
        await DeliverAsync(successor, batch);

        Assert.Equal(["a", "b"], (await broker.Java.ReadAsync(topic, committedOnly: true)).Select(record => record.Value));
        // Two of one id: the older one is told, and begins anew.
        await Assert.ThrowsAnyAsync<EventDeliveryException>(() => FlushAsync(killed, Token));
        await killed.DisposeAsync();
    }

    [Fact]
    public async Task In_a_transaction_too_what_can_never_be_stored_is_dropped_and_the_rest_arrives_once()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync(1, "max.message.bytes=20000");
        await using var sink = new RunningSink(Options.Sink(broker.Servers, topic, ("transactional", "true")));
        var tooLarge = string.Concat(Enumerable.Range(0, 30_000).Select(i => (char)('a' + (i * 7919 % 26))));

        await sink.DeliverAsync(EventOf("first"), EventOf("illegal", ("topic", "a b")), EventOf(tooLarge), EventOf("last"));

        Assert.Equal(["first", "last"], (await broker.Java.ReadAsync(topic, committedOnly: true)).Select(record => record.Value));
        Assert.Equal(2, sink.Undeliverable);
    }

    private static async Task DeliverAsync(KafkaSink sink, EventBatch batch)
    {
        await sink.ProcessAsync(batch, Token);
        await sink.FlushAsync(Token);
    }

    private static async Task FlushAsync(KafkaSink sink, CancellationToken cancellationToken) => await sink.FlushAsync(cancellationToken);
}
