using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FlumePlug.Benchmarks;
using static FlumePlug.Benchmarks.Configurations;

// benchmarks            the whole table
// benchmarks --gate     short: only what is allocated per event, which CI holds
// benchmarks jdbc       only the jdbc channel
// benchmarks file [N]   only the file channel, with a backlog of N million events
// benchmarks hdfs       only the hdfs sink, beside the HDFS of FLUMEPLUG_PEERS
// benchmarks kafka      only Kafka's source, sink and channel, beside the Kafka of FLUMEPLUG_PEERS
// benchmarks scripts    only scripts, beside compiled interceptors
// benchmarks network    only syslog and HTTP
// benchmarks files [MB] only TAILDIR and spooldir of a large file
// benchmarks hops       only what goes from agent to agent, and from clients
// benchmarks rivals DIR syslog over TCP to a file beside rsyslog and syslog-ng, unpacked from their packages into DIR
if (args is ["ceiling", var what, var port, var connections, var seconds])
{
    Ceiling.Run(what, int.Parse(port, CultureInfo.InvariantCulture), int.Parse(connections, CultureInfo.InvariantCulture),
        double.Parse(seconds, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["bare-kafka", .. var bare])
{
    BareKafka.Run(bare);
    return 0;
}

if (args is ["rivals", var folder])
{
    await new SyslogRivals(folder).CompareAsync(TimeSpan.FromSeconds(5));
    return 0;
}

var gate = args.Contains("--gate");
var (warmUp, window) = gate ? (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)) : (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
var flows = new Flows(warmUp, window);
var rows = new List<Measurement>();

Console.WriteLine(Measurement.Header);
var network = new NetworkFlows(warmUp, window);
Func<Task>? only = args switch
{
    ["jdbc"] => JdbcAsync,
    ["file", .. var backlog] => () => FileAsync(NumberOr(1, backlog)),
    ["hdfs"] => HdfsAsync,
    ["kafka"] => KafkaAsync,
    ["scripts"] => ScriptCosts.ShowAsync,
    ["network"] => ShowNetworkAsync,
    ["files", .. var megabytes] => () => ShowFilesAsync(NumberOr(1000, megabytes)),
    _ => null,
};
if (only is not null)
{
    await only();
    return 0;
}
var hops = new HopFlows(warmUp, window);
if (args.Contains("hops"))
{
    await ShowHopsAsync();
    return 0;
}
foreach (var flow in flows.Inside())
    await ShowAsync(flow());
var ceiling = await Ceiling.LinesPerSecondAsync(window);
await ShowAsync(flows.NetcatAsync(acknowledge: false, LargeChannel, ceiling));
await ShowAsync(flows.NetcatAsync(acknowledge: true, LargeChannel, ceiling));
await ShowAsync(flows.NetcatAsync(acknowledge: false, FlumesDefaultChannel, ceiling));
await ShowAsync(hops.HopAsync("avro", "", 3e6));
await ShowNetworkAsync();
if (!gate)
{
    await ShowHopsAsync();
    await ShowAsync(flows.ManyConnectionsAsync(200, await Ceiling.OneAtATimeAsync(200, window)));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"raw receive loop: {ceiling / 1e6:0.0} M lines/s"));
    await LatenciesAsync();
    await FileAsync(1);
    await JdbcAsync();
    await ShowFilesAsync(500);
    if (HdfsFlows.IsThere)
        await HdfsAsync();
    if (KafkaFlows.IsThere)
        await KafkaAsync();
    await ScriptCosts.ShowAsync();
}
var failed = rows.Count(row => !row.PassesGate);
Console.WriteLine($"Total: {rows.Count}, Errors: 0, Failed: {failed}, Skipped: 0 (bytes allocated per event)");
return failed == 0 ? 0 : 1;

static int NumberOr(int usual, string[] given) => given is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : usual;

async Task ShowAsync(Task<Measurement> measuring)
{
    rows.Add(await measuring);
    Console.WriteLine(rows[^1]);
}

async Task FileAsync(int backlogMillions)
{
    var file = new FileChannelFlows(warmUp, window);
    await ShowAsync(file.ThroughAsync());
    await ShowAsync(file.SinglePutsAsync());
    await ShowAsync(file.AnsweredAsync());
    Console.WriteLine(await file.BacklogAsync(backlogMillions * 1_000_000));
}

async Task JdbcAsync()
{
    var jdbc = new SqliteFlows(warmUp, window);
    await ShowAsync(jdbc.ThroughAsync());
    Console.WriteLine(await jdbc.BacklogAsync(1_000_000));
}

async Task ShowFilesAsync(int megabytes)
{
    using var files = new FileFlows(megabytes);
    await ShowAsync(files.TaildirAsync());
    await ShowAsync(files.SpooldirAsync());
}

async Task HdfsAsync()
{
    await using (var hdfs = new HdfsFlows(warmUp, window))
    {
        await hdfs.StartAsync(delay: 10);
        var put = await hdfs.RawPutAsync();
        await ShowAsync(hdfs.ToHdfsAsync("DataStream", Math.Min(0.35e6, 0.6 * put), put));
        var gzip = HdfsFlows.Gzip();
        await ShowAsync(hdfs.ToHdfsAsync("gzip", gzip, gzip, "hdfs.fileType = CompressedStream\nhdfs.codeC = gzip"));
        await ShowAsync(hdfs.ToFilesAsync(put));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one raw PUT: {put / 1e6:0.00} M events/s; gzip -6: {gzip / 1e6:0.00}"));
    }
    await using var slow = new HdfsFlows(warmUp, window);
    await slow.StartAsync(delay: 400);
    await ShowAsync(slow.ToHdfsAsync("DataStream, Hadoop's delay", 0.08e6, await slow.RawPutAsync()));
}

async Task KafkaAsync()
{
    await using var kafka = new KafkaFlows(warmUp, window);
    await kafka.StartAsync();
    var (sent, bareSent) = (await kafka.ProducerPerformanceAsync(), await kafka.BareProduceAsync());
    var (read, bareRead) = (await kafka.ConsumerPerformanceAsync(), await kafka.BareConsumeAsync());
    await ShowAsync(kafka.SinkAsync(sent));
    await ShowAsync(kafka.SourceAsync(read));
    await ShowAsync(kafka.ChannelAsync());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ProducerPerformance: {sent / 1e6:0.00} M/s; ConsumerPerformance: {read / 1e6:0.00}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare loops: produce {bareSent.Rate / 1e6:0.00} M/s at {bareSent.ProcessorSeconds:0.00} CPU-s per million; consume {bareRead.Rate / 1e6:0.00} at {bareRead.ProcessorSeconds:0.00}"));
}

async Task ShowHopsAsync()
{
    var avro = await hops.HopAsync("avro", "", 3e6);
    await ShowAsync(Task.FromResult(avro));
    await ShowAsync(hops.HopAsync("thrift", "", avro.Rate * 0.8));
    await ShowAsync(hops.HopAsync("avro", "TLS", avro.Rate * 0.6));
    await ShowAsync(hops.HopAsync("avro", "deflate", 0));
    Console.WriteLine(await hops.OneByOneAsync());
    Console.WriteLine(await HopFlows.LoggingAsync());
}

async Task ShowNetworkAsync()
{
    var most = await Ceiling.LinesPerSecondAsync(window, NetworkFlows.Syslog200);
    await ShowAsync(network.SyslogAsync("syslogtcp", 1, most));
    await ShowAsync(network.SyslogAsync("multiport_syslogtcp", 1, most));
    await ShowAsync(network.HttpAsync());
    if (gate)
        return;
    await ShowAsync(network.SyslogAsync("syslogtcp", 4, most));
    await ShowAsync(network.DatagramsAsync(200_000));
}

async Task LatenciesAsync()
{
    var netcat = AgentProcess.FreePort();
    var logged = new SemaphoreSlim(0);
    var configuration = Of(Netcat(netcat, acknowledge: true), FlumesDefaultChannel, "type = logger");
    var started = Stopwatch.GetTimestamp();
    var starting = AgentProcess.StartAsync(configuration, line =>
    {
        if (line.Contains("Event: {", StringComparison.Ordinal))
            logged.Release();
    });
    using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    while (!client.Connected)
    {
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, netcat);
        }
        catch (SocketException)
        {
            await Task.Delay(1);
        }
    }
    var connected = Stopwatch.GetElapsedTime(started);
    using var agent = await starting;
    using var idle = await AgentProcess.StartAsync(Of(Netcat(AgentProcess.FreePort(), acknowledge: true), FlumesDefaultChannel, "type = logger"), monitored: false);
    await Task.Delay(TimeSpan.FromSeconds(2));
    var (bare, monitored) = (idle.ResidentBytes(), agent.ResidentBytes());
    var times = new List<double>();
    for (var i = 0; i < 20; i++)
    {
        var since = Stopwatch.GetTimestamp();
        client.Send("a lone event\n"u8);
        await logged.WaitAsync();
        times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        await Task.Delay(50);
    }
    times.RemoveAt(0);
    var median = OneAtATime.MedianMicroseconds(netcat, 20_000);
    var raw = await Ceiling.AnswerMicrosecondsAsync(20_000);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"start to first accepted connection {connected.TotalSeconds:0.00} s (target 0.4); idle {bare / 1048576.0:0.0} MB (50), with the http monitor {monitored / 1048576.0:0.0} MB"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"a lone event is logged after {times.Order().ElementAt(times.Count / 2):0.00} ms (1); one answered line at a time {median:0.0} us (15; a raw loop that only answers takes {raw:0.0} us)"));
}
