using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using FlumePlug.Hdfs.Tests.Running;
using FlumePlug.Kafka.Tests.Running;

namespace FlumePlug.Hdfs.Tests.Cluster;

/// <summary>The examples that write to HDFS, with the test's cluster and directory instead of those in the text.</summary>
[Collection("HDFS")]
public sealed partial class ExampleTests(HdfsCluster cluster)
{
    [Fact]
    public async Task Log_files_to_HDFS()
    {
        await cluster.RequireAsync();
        using var directory = new TestDirectory();
        directory.Make("logs");
        await File.WriteAllTextAsync(directory.PathOf("logs/shop.log"), "order 17\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(directory.PathOf("logs/mail.log"), "sent to alice\n", TestContext.Current.CancellationToken);
        await using var agent = Run("34-logs-to-hdfs", directory);
        await Eventually.TrueAsync(() => TextAsync("/logs", inUse: true).GetAwaiter().GetResult().Count == 2, () => agent.LogText);
        await File.AppendAllTextAsync(directory.PathOf("logs/shop.log"), "order 18\n", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => TextAsync("/logs", inUse: true).GetAwaiter().GetResult().Count == 3, () => agent.LogText);
        await agent.StopAsync();

        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(Repository.Examples, "34-logs-to-hdfs", "expected.txt"), TestContext.Current.CancellationToken),
            await TextAsync("/logs", inUse: false));
    }

    [Fact]
    public async Task Kafka_to_HDFS()
    {
        var expected = await File.ReadAllLinesAsync(Path.Combine(Repository.Examples, "33-kafka-to-hdfs", "expected.txt"), TestContext.Current.CancellationToken);
        PeerProcess.Require("kafka");
        Peer.Require(Directory.GetFiles(Path.Combine(Repository.Root, "artifacts", "flumeplug", "plugins", "Kafka"), "librdkafka*", SearchOption.AllDirectories).Length > 0,
            "librdkafka is not beside the Kafka plugin (plugins/Kafka/build-librdkafka.sh)");
        await cluster.RequireAsync();
        using var directory = new TestDirectory();
        var broker = $"127.0.0.1:{PeerProcess.FreePort()}";
        await using var kafka = await PeerProcess.StartAsync("kafka", [directory.PathOf("kafka"), broker.Split(':')[1]], "ready", ("PEER_HEAP", "256m"));
        using (var producer = Process.Start("bash", ["-c", $"seq 1 {expected.Length} | sed 's/^/order /' | {KafkaStarter} tool kafka.tools.ConsoleProducer "
            + $"--bootstrap-server {broker} --topic orders"]))
            await producer.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var agent = Run("33-kafka-to-hdfs", directory, ("127.0.0.1:9092", broker));
        await Eventually.TrueAsync(() => OrdersAsync().GetAwaiter().GetResult().Count == expected.Length, () => agent.LogText);
        await agent.StopAsync();

        Assert.Equal(expected.Order(StringComparer.Ordinal), await OrdersAsync());
        Assert.All(await cluster.FilesAsync("/kafka/orders"), file => Assert.Matches(@"^/kafka/orders/\d{4}-\d\d-\d\d/\d\d/FlumeData\.\d{13}\.snappy$", file.Path));
    }

    private static string KafkaStarter => Path.Combine(Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? Path.Combine(Repository.Root, "../shared/peers"), "bin", "kafka");

    // By Hadoop's reader, also of files in use: a time, a tab and the record.
    private async Task<IReadOnlyList<string>> OrdersAsync() => await HasFilesAsync("/kafka")
        ? [.. (await cluster.DfsAsync("-text", "/kafka/orders/*/*/*")).Split('\n').Where(line => line.Contains('\t', StringComparison.Ordinal))
            .Select(line => line.Split('\t')[1]).Order(StringComparer.Ordinal)]
        : [];

    private async Task<bool> HasFilesAsync(string root)
    {
        try
        {
            return (await cluster.FilesAsync(root)).Count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private AgentProcess Run(string example, TestDirectory directory, params (string From, string To)[] more)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Examples, example, "flume.conf"))
            .Replace("/tmp/flumeplug-example", directory.Path, StringComparison.Ordinal)
            .Replace("hdfs://127.0.0.1:8020", cluster.PathOf(""), StringComparison.Ordinal);
        foreach (var (from, to) in more)
            text = text.Replace(from, to, StringComparison.Ordinal);
        return AgentProcess.Start(directory.Path, ["run", directory.Write("flume.conf", text)], ("HADOOP_CONF_DIR", cluster.Configuration));
    }

    // Every line, with the file that it is in; the day and the number masked.
    private async Task<IReadOnlyList<string>> TextAsync(string root, bool inUse)
    {
        var lines = new List<string>();
        try
        {
            foreach (var (path, _) in (await cluster.FilesAsync(root)).Where(file => inUse || !file.Path.EndsWith(".tmp", StringComparison.Ordinal)))
            {
                using var reader = new StreamReader(new GZipStream(new MemoryStream(await cluster.ReadAsync(path)), CompressionMode.Decompress));
                while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                    lines.Add($"{Number().Replace(Day().Replace(path, "/DAY/"), ".*")}: {line}");
            }
        }
        catch (IOException)
        {
            return [];
        }
        return lines;
    }

    [GeneratedRegex(@"/\d{4}-\d\d-\d\d/")]
    private static partial Regex Day();

    [GeneratedRegex(@"\.\d{13}")]
    private static partial Regex Number();
}
