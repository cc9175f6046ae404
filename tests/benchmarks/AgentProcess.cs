using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlumePlug.Benchmarks;

/// <summary>The real agent in a process of its own, watched from outside: its counters, processor time and memory.</summary>
internal sealed partial class AgentProcess : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Process _process;
    private readonly string _configuration;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _metricsPort = FreePort();
    private long _allocated;
    private long _peak;

    private AgentProcess(string configuration, Action<string>? onLine, bool monitored)
    {
        _configuration = Path.Combine(Path.GetTempPath(), $"flumeplug-benchmark-{Guid.NewGuid():N}.conf");
        File.WriteAllText(_configuration, configuration);
        var start = new ProcessStartInfo(Executable)
        {
            ArgumentList = { "agent", "-n", "a1", "-f", _configuration, "--log-level", "agent a1=debug" },
            RedirectStandardError = true,
        };
        if (monitored)
        {
            start.ArgumentList.Add("-Dflume.monitoring.type=http");
            start.ArgumentList.Add($"-Dflume.monitoring.port={_metricsPort}");
        }
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Executable} did not start.");
        _process.ErrorDataReceived += (_, line) => Read(line.Data, onLine);
        _process.BeginErrorReadLine();
    }

    public static string Executable { get; } = Path.Combine(RepositoryRoot(), "artifacts", "flumeplug", "flumeplug");

    public long StartedAt { get; }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<AgentProcess> StartAsync(string configuration, Action<string>? onLine = null, bool monitored = true)
    {
        var agent = new AgentProcess(configuration, onLine, monitored);
        await agent._started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return agent;
    }

    /// <summary>One counter now, such as SINK.k1 EventDrainSuccessCount.</summary>
    public async Task<long> CounterAsync(string component, string counter)
    {
        using var json = JsonDocument.Parse(await Http.GetStringAsync(new Uri($"http://127.0.0.1:{_metricsPort}/metrics")));
        return long.Parse(json.RootElement.GetProperty(component).GetProperty(counter).GetString()!, CultureInfo.InvariantCulture);
    }

    public double ProcessorSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Stops it with SIGTERM; says what it allocated and its peak memory.</summary>
    public async Task<(long Allocated, long Peak)> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill!.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (_allocated, _peak);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        File.Delete(_configuration);
    }

    private void Read(string? line, Action<string>? onLine)
    {
        if (line is null)
            return;
        onLine?.Invoke(line);
        if (line.Contains("Agent a1 started", StringComparison.Ordinal))
            _started.TrySetResult();
        else if (line.Contains("ERROR", StringComparison.Ordinal))
            Console.Error.WriteLine(line);
        else if (AtTheEnd().Match(line) is { Success: true } end)
            (_allocated, _peak) = (long.Parse(end.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(end.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    private static string RepositoryRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "FlumePlug.sln")))
                return folder;
        throw new InvalidOperationException("The repository's root was not found above the benchmarks.");
    }

    [GeneratedRegex(@"Process: (\d+) bytes allocated,.* (\d+) bytes at most")]
    private static partial Regex AtTheEnd();
}
