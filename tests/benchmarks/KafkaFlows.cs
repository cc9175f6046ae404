using System.Diagnostics;
using System.Globalization;
using static FlumePlug.Benchmarks.Configurations;

namespace FlumePlug.Benchmarks;

/// <summary>The Kafka source, sink and channel in the real agent, beside Kafka's own performance tools at the same broker.</summary>
internal sealed class KafkaFlows(TimeSpan warmUp, TimeSpan window) : IAsyncDisposable
{
    private const int BodySize = 500;
    private const int Records = 2_500_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-kafka-");
    private readonly int _port = Random.Shared.Next(20_000, 32_000);
    private Process? _broker;

    private static string Starter => Path.Combine(Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? "../shared/peers", "bin", "kafka");

    /// <summary>Whether Kafka is there to be measured beside.</summary>
    public static bool IsThere => File.Exists(Starter);

    private string Servers => $"127.0.0.1:{_port}";

    public async Task StartAsync()
    {
        _broker = Start(_directory.FullName, $"{_port}", "log.segment.bytes=268435456", "log.retention.bytes=2147483648");
        if (await _broker.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException($"{Starter} did not start Kafka.");
    }

    /// <summary>Records a second, and processor seconds of a million, of a bare loop that produces; they stay for <see cref="SourceAsync"/>.</summary>
    public Task<(double Rate, double ProcessorSeconds)> BareProduceAsync() => BareKafka.MeasureAsync("produce", Servers, "filled", warmUp, window);

    /// <summary>The same of a bare loop that consumes.</summary>
    public Task<(double Rate, double ProcessorSeconds)> BareConsumeAsync() =>
        BareKafka.MeasureAsync("consume", Servers, "filled", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));

    /// <summary>Records a second that ProducerPerformance sends; they stay for <see cref="SourceAsync"/>.</summary>
    public async Task<double> ProducerPerformanceAsync()
    {
        var said = await ToolAsync("org.apache.kafka.tools.ProducerPerformance", "--topic", "filled", "--num-records", $"{Records}",
            "--record-size", $"{BodySize}", "--throughput", "-1", "--producer-props", $"bootstrap.servers={Servers}", "acks=all");
        // 2500000 records sent, 222222.2 records/sec (105.96 MB/sec), ...
        return Number(said[^1].Split(", ")[1].Split(' ')[0]);
    }

    /// <summary>Records a second that ConsumerPerformance reads.</summary>
    public async Task<double> ConsumerPerformanceAsync()
    {
        var said = await ToolAsync("org.apache.kafka.tools.ConsumerPerformance", "--bootstrap-server", Servers, "--topic", "filled", "--messages", $"{Records}");
        return Number(said[^1].Split(", ")[9]);
    }

    public async Task<Measurement> SinkAsync(double producerPerformance)
    {
        using var agent = await AgentProcess.StartAsync(Of(Stress, LargeChannel,
            $"type = org.apache.flume.sink.kafka.KafkaSink\nflumeBatchSize = 1000\nkafka.topic = sink\nkafka.bootstrap.servers = {Servers}"));
        return await Measurement.OfAsync("stress 500 B, batch 1000, kafka sink", agent, warmUp, window, 1.5 * producerPerformance, producerPerformance, allocationLimit: null);
    }

    public async Task<Measurement> SourceAsync(double consumerPerformance)
    {
        using var agent = await AgentProcess.StartAsync(Of(
            $"type = org.apache.flume.source.kafka.KafkaSource\nkafka.topics = filled\nkafka.bootstrap.servers = {Servers}\nkafka.consumer.auto.offset.reset = earliest",
            LargeChannel, Null(1000)));
        // The topic has an end.
        return await Measurement.OfAsync("kafka source, batch 1000", agent, Records / 5, Records, 0.8 * consumerPerformance, consumerPerformance,
            allocationLimit: null);
    }

    public async Task<Measurement> ChannelAsync()
    {
        using var agent = await AgentProcess.StartAsync(Of(Stress,
            $"type = org.apache.flume.channel.kafka.KafkaChannel\nkafka.topic = channel\nkafka.bootstrap.servers = {Servers}", Null(1000)));
        return await Measurement.OfAsync("stress 500 B, batch 1000, kafka channel", agent, warmUp, window, 0.35e6, allocationLimit: null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{_broker.Id}"]))
                await kill.WaitForExitAsync();
            await _broker.WaitForExitAsync();
            _broker.Dispose();
        }
        _directory.Delete(recursive: true);
    }

    private static string Stress => $"type = org.apache.flume.source.StressSource\nsize = {BodySize}\nbatchSize = 1000";

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<string[]> ToolAsync(params string[] arguments)
    {
        using var tool = Start(["tool", .. arguments]);
        var said = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Starter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
