using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Hdfs.Tests.Running;

namespace FlumePlug.Hdfs.Tests.Cluster;

/// <summary>The same configuration and the same events through Apache Flume and through us leave the same tree in HDFS.</summary>
[Collection("HDFS")]
public sealed partial class SideBySideTests(HdfsCluster cluster)
{
    private const int Events = 150;

    private const int PerFile = 60;

    // What Hadoop's own reader turns into text.
    private static readonly string[] Coded =
    [
        "hdfs.writeFormat = Writable",
        "hdfs.writeFormat = Text\nhdfs.fileSuffix = .seq",
        "hdfs.writeFormat = Text\nhdfs.codeC = DefaultCodec",
        "hdfs.codeC = bzip2",
        "hdfs.writeFormat = Text\nhdfs.codeC = snappy",
        "hdfs.writeFormat = Text\nhdfs.codeC = org.apache.hadoop.io.compress.Lz4Codec",
        "hdfs.writeFormat = Text\nhdfs.codeC = none",
        "hdfs.fileType = CompressedStream\nhdfs.codeC = gzip",
        "hdfs.fileType = CompressedStream\nhdfs.codeC = bzip2\nserializer = header_and_text",
        "hdfs.fileType = CompressedStream\nhdfs.codeC = deflate",
        "hdfs.fileType = CompressedStream\nhdfs.codeC = snappy",
        "hdfs.fileType = CompressedStream\nhdfs.codeC = lz4",
        "hdfs.fileType = DataStream\nserializer = avro_event\nhdfs.fileSuffix = .avro",
        "hdfs.fileType = DataStream\nserializer = avro_event\nserializer.compressionCodec = snappy\nhdfs.fileSuffix = .avro",
    ];

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
        hdfs.roundValue = 30
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

    private static int Kinds => Sinks.Length + Coded.Length;

    [Fact]
    public async Task Flume_and_we_leave_the_same_directories_files_and_contents()
    {
        FlumePeer.Require();
        await cluster.RequireAsync();
        await RunFlumeAsync("/flume");
        await RunAsync("/ours");

        var expected = await TreeAsync("/flume");
        var actual = await TreeAsync("/ours");

        Assert.True(expected.Count > 40, string.Join('\n', expected));
        Assert.Equal(expected, actual);
        var (flumes, ourTexts) = await TextsAsync("/flume", "/ours");
        Assert.Equal(flumes, ourTexts);
    }

    // One start of Java reads both. Headers have no order.
    private async Task<(string[] First, string[] Second)> TextsAsync(params string[] roots)
    {
        var directories = roots.SelectMany(root => Enumerable.Range(Sinks.Length, Coded.Length).Select(kind => cluster.PathOf($"{root}/{kind}")));
        var text = await FlumePeer.RunToolAsync("Texts.java", [.. directories]);
        var lines = text.ReplaceLineEndings("\n").Split('\n').SkipWhile(line => !line.StartsWith("== ", StringComparison.Ordinal))
            .Where(line => line.Length > 0 && !Logged().IsMatch(line)).Select(line => TimestampFirst().Replace(line, "$2, $1")).ToArray();
        Assert.Equal(2 * Coded.Length * ((Events + PerFile - 1) / PerFile), lines.Count(line => line == "-- 0"));
        return (lines[..(lines.Length / 2)], lines[(lines.Length / 2)..]);
    }

    private async Task RunFlumeAsync(string root)
    {
        var port = Ports.Free();
        await using var peer = await FlumePeer.RunAgentAsync(Configuration(root, port), "Started ServerConnector");
        await SendAsync(port);
        await WhenAllAreThereAsync(root, () => peer.LogText);
    }

    private async Task RunAsync(string root)
    {
        using var directory = new TestDirectory();
        var port = Ports.Free();
        await using var agent = AgentProcess.Start(directory.Path,
            ["agent", "-n", "a1", "-f", directory.Write("flume.conf", Configuration(root, port))], ("HADOOP_CONF_DIR", cluster.Configuration));
        await agent.WhenStartedAsync();
        await SendAsync(port);
        await WhenAllAreThereAsync(root, () => agent.LogText);
        await agent.StopAsync();
    }

    private string Configuration(string root, int port)
    {
        var names = Enumerable.Range(0, Kinds).ToList();
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
            var options = i < Sinks.Length ? Sinks[i] : $"{Coded[i - Sinks.Length]}\nhdfs.path = PATH\nhdfs.rollCount = {PerFile}\nhdfs.rollSize = 0";
            foreach (var line in options.Split('\n'))
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
            headers = new Dictionary<string, string> { ["timestamp"] = $"{start + (i * 97_001L)}", ["host"] = $"web{i % 2}" },
            body = BodyOf(i),
        });
        using var client = new HttpClient();
        var answer = await client.PostAsJsonAsync(new Uri($"http://127.0.0.1:{port}/"), events, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static string BodyOf(int i) => $"event {i} {new string('x', i % 40)}";

    // Every sink has begun, then all bytes are there, then every file has ended; each may take Flume a while.
    private async Task WhenAllAreThereAsync(string root, Func<string> log)
    {
        var bodies = (long)Enumerable.Range(0, Events).Sum(i => BodyOf(i).Length);
        var headers = "{timestamp=1774734600000, host=web0} ".Length;
        long[] expected = [bodies + Events, bodies + (Events * (headers + 1)), bodies];
        await UntilAsync(files => files.Select(file => KindOf(file.Path)).Distinct().Count() == Kinds);
        await UntilAsync(files => files.Count(file => KindOf(file.Path) >= Sinks.Length) == Coded.Length * ((Events + PerFile - 1) / PerFile));
        await UntilAsync(files => !files.Any(file => file.Path.EndsWith(".tmp", StringComparison.Ordinal))
            && expected.SequenceEqual(Enumerable.Range(0, Sinks.Length).Select(kind => files.Where(file => KindOf(file.Path) == kind).Sum(file => file.Length))));

        Task UntilAsync(Func<IReadOnlyList<(string Path, long Length)>, bool> condition) => Eventually.TrueAsync(() =>
        {
            try
            {
                return condition(cluster.FilesAsync(root).GetAwaiter().GetResult());
            }
            catch (IOException)
            {
                return false;
            }
        }, log);
    }

    private static int KindOf(string path) => int.Parse(path.Split('/')[2], System.Globalization.CultureInfo.InvariantCulture);

    // Names with the counter as *, in the order of the counters.
    private async Task<IReadOnlyList<string>> TreeAsync(string root)
    {
        var tree = new List<string>();
        var files = await cluster.FilesAsync(root);
        foreach (var (path, _) in files.Where(file => KindOf(file.Path) < Sinks.Length))
            tree.Add($"{Number().Replace(path[root.Length..], ".*")}={Encoding.UTF8.GetString(await cluster.ReadAsync(path))}");
        return tree;
    }

    [GeneratedRegex(@"\.\d{13}")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d |^WARN|^SLF4J|^log4j")]
    private static partial Regex Logged();

    [GeneratedRegex(@"(""?timestamp""?[=:] ?""?\d+""?), (""?host""?[=:] ?""?\w+""?)")]
    private static partial Regex TimestampFirst();
}
