using System.Globalization;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Kafka.Tests;

/// <summary>Answers and delays that a real broker gives seldom, and not when it is asked to.</summary>
public sealed class BrokerAnswersTests
{
    // Kafka's codes.
    private const KafkaCode NotLeader = (KafkaCode)6, RequestTimedOut = (KafkaCode)7, CoordinatorNotAvailable = (KafkaCode)15,
        NotEnoughReplicas = (KafkaCode)19, ClusterAuthorizationFailed = (KafkaCode)31, ProducerFenced = (KafkaCode)90;

    private static readonly (string, string)[] Soon =
        [("kafka.producer.retry.backoff.ms", "20"), ("kafka.producer.reconnect.backoff.ms", "20"), ("kafka.producer.reconnect.backoff.max.ms", "100")];

    private static readonly (string, string)[] SourceSoon =
        [("kafka.consumer.reconnect.backoff.ms", "20"), ("kafka.consumer.reconnect.backoff.max.ms", "100"), ("kafka.consumer.session.timeout.ms", "60000")];

    [Fact]
    public async Task Errors_that_pass_are_tried_again_and_every_event_arrives_once()
    {
        using var cluster = new MockCluster();
        var topic = cluster.CreateTopic("t");
        cluster.Answer(MockCluster.Produce, NotLeader, RequestTimedOut, NotEnoughReplicas, KafkaCode.None, RequestTimedOut);
        await using var sink = new RunningSink(Options.Sink(cluster.Servers, topic, Soon));
        await using var source = RunningSource.Start(Options.Source(cluster.Servers, topic, "g", SourceSoon));

        for (var i = 0; i < 10; i++)
            await sink.DeliverAsync(Numbers(i * 100, 100));

        Assert.Equal(Texts(0, 1000), (await source.StoresAsync(1000)).Select(one => one.Text));
    }

    [Fact]
    public async Task An_error_that_stays_rolls_back_and_the_batch_arrives_with_the_next_try()
    {
        using var cluster = new MockCluster();
        var topic = cluster.CreateTopic("t");
        cluster.Answer(MockCluster.Produce, [.. Enumerable.Repeat(NotEnoughReplicas, 3)]);
        await using var sink = new RunningSink(Options.Sink(cluster.Servers, topic, [.. Soon, ("kafka.producer.retries", "1"), ("kafka.producer.enable.idempotence", "false")]));

        var refused = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(Numbers(0, 10)));
        await sink.DeliverAsync(Numbers(0, 10));

        Assert.Contains("Not enough in-sync replicas", refused.Message, StringComparison.Ordinal);
        await using var source = RunningSource.Start(Options.Source(cluster.Servers, topic, "g", SourceSoon));
        Assert.Equal(Texts(0, 10), (await source.StoresAsync(10)).Select(one => one.Text));
    }

    [Fact]
    public async Task A_producer_that_failed_for_good_is_told_once_and_made_anew()
    {
        using var cluster = new MockCluster();
        var topic = cluster.CreateTopic("t");
        cluster.Answer(MockCluster.InitProducerId, ClusterAuthorizationFailed);
        await using var sink = new RunningSink(Options.Sink(cluster.Servers, topic, Soon));

        await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(Numbers(0, 10)));
        await sink.DeliverAsync(Numbers(0, 10));

        Assert.Contains(sink.Context.Logged.Lines, line => line.Text.Contains("The Kafka producer is made anew: ", StringComparison.Ordinal));
        await using var source = RunningSource.Start(Options.Source(cluster.Servers, topic, "g", SourceSoon));
        Assert.Equal(Texts(0, 10), (await source.StoresAsync(10)).Select(one => one.Text));
    }

    [Fact]
    public async Task A_transaction_whose_end_is_not_answered_is_asked_for_again_and_one_that_is_fenced_comes_again()
    {
        using var cluster = new MockCluster();
        var topic = cluster.CreateTopic("t");
        await using var sink = new RunningSink(Options.Sink(cluster.Servers, topic, [.. Soon, ("transactional", "true")]));
        cluster.Answer(MockCluster.EndTransaction, CoordinatorNotAvailable, CoordinatorNotAvailable);
        await sink.DeliverAsync(Numbers(0, 10));

        cluster.Answer(MockCluster.EndTransaction, ProducerFenced);
        await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(Numbers(10, 10)));
        await sink.DeliverAsync(Numbers(10, 10));

        Assert.Equal(0, sink.Undeliverable);
    }

    [Fact]
    public async Task Slow_answers_and_a_broker_that_comes_and_goes_lose_nothing()
    {
        using var cluster = new MockCluster(brokers: 3);
        var topic = cluster.CreateTopic("t");
        cluster.SetCoordinator("g", 1);
        cluster.SetLeader(topic, 0, 2);
        await using var sink = new RunningSink(Options.Sink(cluster.Servers, topic, Soon));
        await using var source = RunningSource.Start(Options.Source(cluster.Servers, topic, "g", SourceSoon));
        await sink.DeliverAsync(Numbers(0, 100));

        cluster.SetRoundTrip(2, 200);
        var slow = sink.DeliverAsync(Numbers(100, 100));
        cluster.SetDown(2, isDown: true);
        cluster.SetLeader(topic, 0, 3);
        await slow;
        cluster.SetDown(2, isDown: false);
        cluster.SetLeader(topic, 0, 2);
        await sink.DeliverAsync(Numbers(200, 100));

        // What was stored and not acknowledged before the broker went is sent again; this cluster does not know the producer's numbers.
        await Eventually.TrueAsync(() => source.Events.Select(one => one.Text).Distinct().Count() == 300, () => $"{source.Events.Count} of 300\n{string.Join('\n', source.Context.Logged.Lines.Select(line => line.Text))}");
        Assert.Equal(Texts(0, 300), source.Events.Select(one => one.Text).Distinct());
    }

    private static Event[] Numbers(int first, int count) => [.. Texts(first, count).Select(text => EventOf(text))];

    private static IEnumerable<string> Texts(int first, int count) => Enumerable.Range(first, count).Select(i => i.ToString(CultureInfo.InvariantCulture));
}
