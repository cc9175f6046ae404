using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Hdfs.Tests.Running;

namespace FlumePlug.Hdfs.Tests.Cluster;

/// <summary>The same configuration and the same events through Apache Flume and through us leave the same tree in HDFS.</summary>
public sealed partial class SideBySideTests(HdfsCluster cluster)
{
    private const int Events = 250;

    // Each is a sink of its own with a channel of its own; PATH is the directory that it begins with.
    private static readonly string[] Sinks =
    [
        """
        hdfs.path = PATH/%Y-%m-%d/%H
        hdfs.timeZone = Europe/Berlin
        hdfs.fileType = DataStream
        hdfs.rollSize = 0
        """,
        """
        hdfs.path = PATH/%{host}/%y%m%d%H%M
        hdfs.round = true
        hdfs.roundValue = 20
        hdfs.roundUnit = minute
        hdfs.timeZone = UTC
        hdfs.filePrefix = log-%{host}-%{missing}
        hdfs.fileSuffix = .txt
        hdfs.fileType = DataStream
        hdfs.rollSize = 0
        hdfs.rollCount = 0
        serializer = header_and_text
        """,
        """
        hdfs.path = PATH/small
        hdfs.fileType = DataStream
        hdfs.rollCount = 0
        hdfs.rollSize = 300
        serializer.appendNewline = false
        hdfs.inUsePrefix = _
        """,
    ];

    [Fact]
    public async Task Flume_and_we_leave_the_same_directories_files_and_contents()
    {
        FlumePeer.Require();
        await cluster.RequireAsync();
        var flume = RunFlumeAsync("/flume");
        var ours = RunAsync("/ours");
        await Task.WhenAll(flume, ours);

        var expected = await TreeAsync("/flume");
        var actual = await TreeAsync("/ours");

        Assert.True(expected.Count > 40, string.Join('\n', expected));
        Assert.Equal(expected, actual);
    }

    private async Task RunFlumeAsync(string root)
    {
        var port = Ports.Free();
        await using var peer = await FlumePeer.RunAgentAsync(Configuration(root, port), "Started ServerConnector");
        await SendAsync(port);
        await WhenAllAreThereAsync(root);
    }

    private async Task RunAsync(string root)
    {
        using var directory = new TestDirectory();
        var port = Ports.Free();
        await using var agent = AgentProcess.Start(directory.Path,
            ["agent", "-n", "a1", "-f", directory.Write("flume.conf", Configuration(root, port))], ("HADOOP_CONF_DIR", cluster.Configuration));
        await agent.WhenStartedAsync();
        await SendAsync(port);
        await WhenAllAreThereAsync(root);
        await agent.StopAsync();
    }

    private string Configuration(string root, int port)
    {
        var names = Enumerable.Range(0, Sinks.Length).ToList();
        var text = new StringBuilder($"""
            a1.sources = r1
            a1.channels = {string.Join(' ', names.Select(i => $"c{i}"))}
            a1.sinks = {string.Join(' ', names.Select(i => $"k{i}"))}
            a1.sources.r1.type = http
            a1.sources.r1.bind = 127.0.0.1
            a1.sources.r1.port = {port}
            a1.sources.r1.channels = {string.Join(' ', names.Select(i => $"c{i}"))}

            """);
        foreach (var i in names)
        {
            text.Append($"a1.channels.c{i}.type = memory\na1.channels.c{i}.capacity = 1000\na1.channels.c{i}.transactionCapacity = 1000\n");
            text.Append($"a1.sinks.k{i}.type = hdfs\na1.sinks.k{i}.channel = c{i}\na1.sinks.k{i}.hdfs.rollInterval = 0\na1.sinks.k{i}.hdfs.idleTimeout = 2\n");
            foreach (var line in Sinks[i].Split('\n'))
                text.Append($"a1.sinks.k{i}.{line.Trim().Replace("PATH", cluster.PathOf($"{root}/{i}"), StringComparison.Ordinal)}\n");
        }
        return text.ToString();
    }

    // Over two midnights and the change to summer time in Berlin (2026-03-29T01:00:00Z).
    private static async Task SendAsync(int port)
    {
        var start = DateTimeOffset.Parse("2026-03-28T21:50:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var events = Enumerable.Range(0, Events).Select(i => new
        {
            headers = new Dictionary<string, string> { ["timestamp"] = $"{start + (i * 97_001L)}", ["host"] = $"web{i % 3}" },
            body = $"event {i} {new string('x', i % 40)}",
        });
        using var client = new HttpClient();
        var answer = await client.PostAsJsonAsync(new Uri($"http://127.0.0.1:{port}/"), events, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private Task WhenAllAreThereAsync(string root) => Eventually.TrueAsync(() =>
    {
        try
        {
            var files = cluster.FilesAsync(root).GetAwaiter().GetResult();
            return files.Select(file => file.Path.Split('/')[2]).Distinct().Count() == Sinks.Length
                && !files.Any(file => file.Path.EndsWith(".tmp", StringComparison.Ordinal))
                && Counts(files).All(count => count);
        }
        catch (IOException)
        {
            return false;
        }

        IEnumerable<bool> Counts(IReadOnlyList<(string Path, long Length)> files) => Enumerable.Range(0, Sinks.Length).Select(i =>
            files.Where(file => file.Path.StartsWith($"{root}/{i}/", StringComparison.Ordinal))
                .Sum(file => Event().Count(Encoding.UTF8.GetString(cluster.ReadAsync(file.Path).GetAwaiter().GetResult()))) == Events);
    }, root);

    // Names with the counter as *, in the order of the counters.
    private async Task<IReadOnlyList<string>> TreeAsync(string root)
    {
        var tree = new List<string>();
        foreach (var (path, _) in await cluster.FilesAsync(root))
            tree.Add($"{Number().Replace(path[root.Length..], ".*")}={Encoding.UTF8.GetString(await cluster.ReadAsync(path))}");
        return tree;
    }

    [GeneratedRegex(@"\.\d{13}")]
    private static partial Regex Number();

    [GeneratedRegex("event ")]
    private static partial Regex Event();
}
