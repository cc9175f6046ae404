using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.Kafka.Tests.Running;

namespace FlumePlug.Kafka.Tests;

/// <summary>Whole agents, from a topic through a durable channel to a topic.</summary>
public sealed class KilledMemberTests(Broker broker)
{
    private const int Records = 20_000;

    [Fact]
    public async Task Of_two_agents_in_a_group_one_is_killed_and_every_number_is_found()
    {
        Broker.Require();
        var (from, to) = (await broker.CreateTopicAsync(4), await broker.CreateTopicAsync());
        await broker.Java.RunAsync("flood", from, $"{Records}", "100");
        using var directory = new TestDirectory();
        var killed = directory.Write("killed.conf", Configuration(directory, "killed", from, to));
        await using var stays = AgentProcess.Start(directory.Path, ["agent", "-n", "a1", "-f", directory.Write("stays.conf", Configuration(directory, "stays", from, to))]);
        await using (var leaves = AgentProcess.Start(directory.Path, ["agent", "-n", "a1", "-f", killed]))
        {
            await leaves.WhenLoggedAsync("Kafka: partitions assigned");
            await Eventually.TrueAsync(() => CountAsync(to) > 1000, () => leaves.LogText);
        }

        // What the killed one had in its channel comes when it is started again.
        await using var again = AgentProcess.Start(directory.Path, ["agent", "-n", "a1", "-f", killed]);
        await Eventually.TrueAsync(() => CountAsync(to) >= Records && Distinct(to) == Records, () => $"{CountAsync(to)} of {Records}\n{stays.LogText}\n{again.LogText}");
        await Task.WhenAll(stays.StopAsync(), again.StopAsync());

        // What the killed one had put and not committed is read by the other, and what it had sent and not taken for good comes again.
        var doubled = await broker.Java.CountAsync(to) - Records;
        TestContext.Current.TestOutputHelper?.WriteLine($"{doubled} of {Records} came twice");
        Assert.InRange(doubled, 0, Records / 2);
    }

    private long CountAsync(string topic) => broker.Java.CountAsync(topic).GetAwaiter().GetResult();

    private int Distinct(string topic) => broker.Java.ReadAsync(topic).GetAwaiter().GetResult().DistinctBy(record => record.Key).Count();

    private string Configuration(TestDirectory directory, string name, string from, string to) =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = org.apache.flume.source.kafka.KafkaSource
        a1.sources.r1.channels = c1
        a1.sources.r1.batchSize = 100
        a1.sources.r1.kafka.bootstrap.servers = {broker.Servers}
        a1.sources.r1.kafka.topics = {from}
        a1.sources.r1.kafka.consumer.group.id = {from}
        a1.sources.r1.kafka.consumer.auto.offset.reset = earliest
        a1.sources.r1.kafka.consumer.session.timeout.ms = 2000
        a1.sources.r1.kafka.consumer.heartbeat.interval.ms = 500
        a1.channels.c1.type = file
        a1.channels.c1.checkpointDir = {directory.PathOf(name + "-check")}
        a1.channels.c1.dataDirs = {directory.PathOf(name + "-data")}
        a1.sinks.k1.type = org.apache.flume.sink.kafka.KafkaSink
        a1.sinks.k1.channel = c1
        a1.sinks.k1.allowTopicOverride = false
        a1.sinks.k1.kafka.topic = {to}
        a1.sinks.k1.kafka.bootstrap.servers = {broker.Servers}

        """;
}
