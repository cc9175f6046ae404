using System.Globalization;
using System.Text.Json;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

public sealed class MetricsTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();
    private readonly int _metrics = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task At_rest_what_was_received_was_accepted_or_rejected_and_what_was_put_was_taken_or_waits()
    {
        await using var agent = await AgentProcess.RunAsync(_directory,
            NetcatToFiles(_port, _directory.Make("out"), """
                a1.channels = c1 c2
                a1.sources.r1.channels = c1 c2
                a1.sources.r1.interceptors = i1
                a1.sources.r1.interceptors.i1.type = regex_filter
                a1.sources.r1.interceptors.i1.regex = drop
                a1.sources.r1.interceptors.i1.excludeEvents = true
                a1.channels.c2.type = memory
                a1.channels.c2.capacity = 30
                a1.channels.c2.transactionCapacity = 30
                a1.channels.c2.keep-alive = 0
                """), "-Dflume.monitoring.type=http", $"-Dflume.monitoring.port={_metrics}");

        var answers = await LineClient.AskAsync(_port, Lines(20) + Lines(5, "drop ") + Lines(20, "more "));
        Assert.Equal((35, 10), (answers.Split("OK\n").Length - 1, answers.Split("FAILED:").Length - 1));

        JsonElement now = default;
        await Eventually.TrueAsync(() => Value(now = Read(), "SINK.k1", "EventDrainSuccessCount") == 30, () => now.ToString());
        Assert.Equal(45, Value(now, "SOURCE.r1", "EventReceivedCount"));
        Assert.Equal(35, Value(now, "SOURCE.r1", "EventAcceptedCount"));
        foreach (var (channel, waiting) in new[] { ("CHANNEL.c1", 0), ("CHANNEL.c2", 30) })
        {
            Assert.Equal(30, Value(now, channel, "EventPutSuccessCount"));
            Assert.Equal(waiting, Value(now, channel, "ChannelSize"));
            Assert.Equal(30, Value(now, channel, "EventTakeSuccessCount") + waiting);
        }
        Assert.EndsWith("30 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_monitor_whose_port_is_taken_is_warned_of_and_the_agent_runs()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, _metrics);
        taken.Start();
        await using var agent = await AgentProcess.RunAsync(_directory,
            NetcatToFiles(_port, _directory.Make("out")), "-Dflume.monitoring.type=http", $"-Dflume.monitoring.port={_metrics}");

        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "x\n"));
        await agent.StopAsync();
        Assert.Contains("Error starting monitoring. Monitoring might not be available.", agent.LogText, StringComparison.Ordinal);
    }

    private JsonElement Read()
    {
        using var client = new HttpClient();
        return JsonDocument.Parse(client.GetStringAsync(new Uri($"http://localhost:{_metrics}/metrics")).GetAwaiter().GetResult()).RootElement;
    }

    private static long Value(JsonElement metrics, string component, string counter) =>
        long.Parse(metrics.GetProperty(component).GetProperty(counter).GetString()!, CultureInfo.InvariantCulture);
}
