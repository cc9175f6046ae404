using System.Diagnostics;
using System.Globalization;
using System.Text;
using static FlumePlug.Benchmarks.Configurations;

namespace FlumePlug.Benchmarks;

/// <summary>TAILDIR and spooldir with a large file of lines of 100 bytes into file_roll, beside <c>cat</c> from the same file to another.</summary>
internal sealed class FileFlows(int megabytes) : IDisposable
{
    private const int LineLength = 100;
    private const int WarmUpMegabytes = 64;
    private const double Wanted = 400e6 / LineLength;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-benchmark-");

    public Task<Measurement> TaildirAsync() => MeasureAsync("TAILDIR",
        input => $"type = TAILDIR\nfilegroups = f1\nfilegroups.f1 = {input}/.*log\npositionFile = {_directory.FullName}/positions.json\nbatchSize = 1000");

    public Task<Measurement> SpooldirAsync() => MeasureAsync("spooldir",
        input => $"type = spooldir\nspoolDir = {input}\npollDelay = 1\nbatchSize = 1000");

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task<Measurement> MeasureAsync(string name, Func<string, string> source)
    {
        var (input, output) = (Made($"{name}-in"), Made($"{name}-out"));
        var (small, large) = (Write("small", WarmUpMegabytes), Write("large", megabytes));
        var cat = await CatAsync(large);
        using var agent = await AgentProcess.StartAsync(Of(source(input), LargeChannel,
            $"type = file_roll\nsink.directory = {output}\nsink.rollInterval = 0\nsink.batchSize = 1000"));
        File.Move(small, Path.Combine(input, "1.log"));
        await WrittenAsync(output, WarmUpMegabytes);
        var (processor, since) = (agent.ProcessorSeconds(), Stopwatch.GetTimestamp());
        File.Move(large, Path.Combine(input, "2.log"));
        await WrittenAsync(output, WarmUpMegabytes + megabytes);
        var rate = Lines(megabytes) / Stopwatch.GetElapsedTime(since).TotalSeconds;
        processor = agent.ProcessorSeconds() - processor;
        var (allocated, peak) = await agent.StopAsync();
        Directory.Delete(input, recursive: true);
        Directory.Delete(output, recursive: true);
        return new Measurement(
            string.Create(CultureInfo.InvariantCulture, $"{name} {megabytes} MB to file_roll (cat {cat * LineLength / 1e6:0} MB/s)"), rate, cat,
            processor / (Lines(megabytes) / 1e6), allocated / (double)Lines(megabytes + WarmUpMegabytes), peak, Math.Min(Wanted, cat / 2), null);
    }

    private static long Lines(int megabytes) => megabytes * 10_000L;

    // In lines a second.
    private async Task<double> CatAsync(string path)
    {
        var copy = Path.Combine(_directory.FullName, "copy");
        var since = Stopwatch.GetTimestamp();
        using (var cat = Process.Start("sh", ["-c", $"cat {path} > {copy}"]))
            await cat.WaitForExitAsync();
        var rate = Lines(megabytes) / Stopwatch.GetElapsedTime(since).TotalSeconds;
        File.Delete(copy);
        return rate;
    }

    private static async Task WrittenAsync(string directory, int megabytes)
    {
        while (new DirectoryInfo(directory).GetFiles().Sum(file => file.Length) < Lines(megabytes) * LineLength)
            await Task.Delay(1);
    }

    private string Made(string name) => Directory.CreateDirectory(Path.Combine(_directory.FullName, name)).FullName;

    private string Write(string name, int megabytes)
    {
        var path = Path.Combine(_directory.FullName, name);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(
            i => i.ToString("D10", CultureInfo.InvariantCulture).PadRight(LineLength - 1, 'x') + "\n")));
        for (var i = 0; i < megabytes; i++)
            RandomAccess.Write(file, block, (long)i * block.Length);
        return path;
    }
}
