using System.Diagnostics;
using System.Net;

namespace FlumePlug.Benchmarks;

/// <summary>The hdfs sink in the real agent, beside one raw WebHDFS PUT to the same data node and beside local files.</summary>
internal sealed class HdfsFlows(TimeSpan warmUp, TimeSpan window) : IAsyncDisposable
{
    private const int BodySize = 500;
    private const long RawBytes = 1L << 30;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-hdfs-");
    // Below the ports that the system gives to clients, since a data node takes the three after the one named.
    private readonly int _rpc = Random.Shared.Next(20_000, 26_000);
    private readonly int _web = Random.Shared.Next(26_000, 32_000);
    private Process? _hdfs;

    private static string Starter => Path.Combine(Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? "../shared/peers", "bin", "hdfs");

    /// <summary>Whether HDFS is there to be measured beside.</summary>
    public static bool IsThere => File.Exists(Starter);

    /// <param name="delay">dfs.client.block.write.locateFollowingBlock.initial.delay.ms of the data node; Hadoop's own is 400.</param>
    public async Task StartAsync(int delay)
    {
        _hdfs = Process.Start(new ProcessStartInfo(Starter,
            [Path.Combine(_directory.FullName, "hdfs"), $"{_rpc}", $"{_web}", $"dfs.client.block.write.locateFollowingBlock.initial.delay.ms={delay}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _hdfs.ErrorDataReceived += (_, _) => { };
        _hdfs.BeginErrorReadLine();
        if (await _hdfs.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException($"{Starter} did not start HDFS.");
    }

    /// <summary>Events a second of one PUT of a gigabyte of their bytes, after one that warms the data node up.</summary>
    public async Task<double> RawPutAsync()
    {
        await PutAsync(RawBytes / 4);
        return await PutAsync(RawBytes) / (BodySize + 1);
    }

    /// <summary>What one core compresses of the same bytes with gzip -6, in events a second.</summary>
    public static double Gzip()
    {
        var block = new byte[32 << 20];
        Array.Fill(block, (byte)'x');
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, block);
        var since = Stopwatch.GetTimestamp();
        using (var gzip = Process.Start(new ProcessStartInfo("gzip", ["-6", "-k", "-f", path]))!)
            gzip.WaitForExit();
        var rate = block.Length / Stopwatch.GetElapsedTime(since).TotalSeconds / (BodySize + 1);
        File.Delete(path);
        File.Delete(path + ".gz");
        return rate;
    }

    public Task<Measurement> ToHdfsAsync(string name, double target, double ceiling, string more = "hdfs.fileType = DataStream") =>
        RunAsync($"stress 500 B, batch 1000, hdfs {name}", $"hdfs://127.0.0.1:{_rpc}/{Guid.NewGuid():N}", target, ceiling, more);

    public Task<Measurement> ToFilesAsync(double ceiling) =>
        RunAsync("stress 500 B, batch 1000, hdfs to file:", $"file://{_directory.FullName}/out", 0, ceiling, "hdfs.fileType = DataStream");

    public async ValueTask DisposeAsync()
    {
        if (_hdfs is not null)
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{_hdfs.Id}"]))
                await kill.WaitForExitAsync();
            await _hdfs.WaitForExitAsync();
            _hdfs.Dispose();
        }
        _directory.Delete(recursive: true);
    }

    private async Task<Measurement> RunAsync(string name, string path, double target, double ceiling, string more)
    {
        // The name node's HTTP address, as a cluster's configuration has it.
        Environment.SetEnvironmentVariable("HADOOP_CONF_DIR", Path.Combine(_directory.FullName, "hdfs", "conf"));
        using var agent = await AgentProcess.StartAsync(Configurations.Of(
            $"type = org.apache.flume.source.StressSource\nsize = {BodySize}\nbatchSize = 1000", Configurations.LargeChannel,
            $"type = hdfs\nhdfs.path = {path}\nhdfs.batchSize = 1000\nhdfs.rollInterval = 0\nhdfs.rollCount = 0\nhdfs.rollSize = 2000000000\n{more}"));
        return await Measurement.OfAsync(name, agent, warmUp, window, target, ceiling, allocationLimit: null);
    }

    private async Task<double> PutAsync(long bytes)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var address = new Uri($"http://127.0.0.1:{_web}/webhdfs/v1/raw?op=CREATE&overwrite=true&user.name={Environment.UserName}");
        var since = Stopwatch.GetTimestamp();
        using var located = await client.PutAsync(address, null);
        using var content = new Repeated(bytes);
        using var answer = await client.PutAsync(located.Headers.Location, content);
        if (answer.StatusCode != HttpStatusCode.Created)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        return bytes / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private sealed class Repeated(long bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[1 << 20];
            for (var left = bytes; left > 0; left -= block.Length)
                await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes;
            return true;
        }
    }
}
