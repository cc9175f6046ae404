using FlumePlug.EndToEnd.Tests.Examples;
using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.Kafka.Tests.Running;

namespace FlumePlug.Kafka.Tests;

public sealed class ExampleTests(Broker broker)
{
    [Fact]
    public async Task Logs_to_Kafka()
    {
        Broker.Require();
        await using var example = new Example("31-logs-to-kafka", ("localhost:9092", broker.Servers));
        await example.RunAsync("mkdir");
        await example.RunAsync("printf");
        await example.RunAsync("run ");
        IReadOnlyList<ReadBack> records = [];
        await Eventually.TrueAsync(() => (records = broker.Java.ReadAsync("logs-app").GetAwaiter().GetResult()).Count == 2, () => example.Agent.LogText);
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(Repository.Examples, "31-logs-to-kafka", "expected.txt"), TestContext.Current.CancellationToken),
            records.Select(record => $"logs-app {record.Key} {record.Value}"));
    }

    [Fact]
    public async Task A_Kafka_channel_between_two_agents()
    {
        Broker.Require();
        await using var example = new Example("32-kafka-channel-between-agents", ("localhost:9092", broker.Servers));
        await example.RunAsync("mkdir");
        await example.RunAsync("collect.conf");
        await example.RunAsync("Hello Kafka!");
        await example.RunAsync("store.conf");
        await Eventually.TrueAsync(() => example.Lines("out/").Count == 1, () => example.Agent.LogText);
        await example.AssertOutputAsync();
    }
}
