using System.Globalization;
using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Kafka.Tests;

/// <summary>A broker that may be killed, and that makes no topics by itself.</summary>
public sealed class BrokerAwayTests(KillableBroker own) : IClassFixture<KillableBroker>
{
    [Fact]
    public async Task A_broker_that_is_away_for_a_while_loses_and_doubles_nothing()
    {
        Broker.Require();
        var (topic, group) = ("load", "readers");
        await own.Java.RunAsync("create", topic, "2");
        await using var sink = new RunningSink(Options.Sink(own.Servers, topic, ("kafka.producer.reconnect.backoff.max.ms", "500"),
            ("kafka.producer.delivery.timeout.ms", "120000")));
        await using var source = RunningSource.Start(Options.Source(own.Servers, topic, group, ("kafka.consumer.reconnect.backoff.max.ms", "500")));
        var sent = 0;
        using var over = new CancellationTokenSource();
        var sending = SendAsync();
        await source.StoresAsync(500);

        await own.KillAsync();
        // LONG: nobody is there for a minute; else as long as a broker needs to start.
        if (Environment.GetEnvironmentVariable("LONG") == "1")
            await Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await own.RestartAsync();
        var before = Volatile.Read(ref sent);
        await Eventually.TrueAsync(() => Volatile.Read(ref sent) > before + 500, () => $"{sent} sent; {string.Join('\n', sink.Context.Logged.Lines.TakeLast(5).Select(line => line.Text))}");
        await over.CancelAsync();
        await sending;

        await Eventually.TrueAsync(() => source.Events.Select(one => one.Text).Distinct().Count() == sent, () => $"{source.Events.Count} of {sent}");
        var (records, expected) = (await own.Java.ReadAsync(topic), Enumerable.Range(0, sent).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), records.Select(record => record.Value).Order(StringComparer.Ordinal));

        async Task SendAsync()
        {
            for (; !over.IsCancellationRequested; sent += 100)
                await sink.DeliverAsync([.. Enumerable.Range(sent, 100).Select(i => EventOf($"{i}"))]);
        }
    }

    [Fact]
    public async Task A_topic_that_is_missing_keeps_its_events_and_one_that_an_event_names_does_not_keep_the_others()
    {
        Broker.Require();
        var topic = "there";
        await own.Java.RunAsync("create", topic, "1");
        (string, string)[] soon = [("kafka.producer.delivery.timeout.ms", "3000"), ("kafka.producer.topic.metadata.propagation.max.ms", "1000")];
        await using var missing = new RunningSink(Options.Sink(own.Servers, "later", soon));
        await using var named = new RunningSink(Options.Sink(own.Servers, topic, soon));

        var refused = await Assert.ThrowsAsync<EventDeliveryException>(() => missing.DeliverAsync(EventOf("waits")));
        await named.DeliverAsync(EventOf("one"), EventOf("lost", ("topic", "nowhere")), EventOf("two"));
        await own.Java.RunAsync("create", "later", "1");
        await missing.DeliverAsync(EventOf("waits"));

        Assert.Contains("Failed to publish events", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], (await own.Java.ReadAsync(topic)).Select(record => record.Value));
        Assert.Equal(1, named.Undeliverable);
        Assert.Equal("waits", Assert.Single(await own.Java.ReadAsync("later")).Value);
    }
}
