using System.Diagnostics;

namespace FlumePlug.EndToEnd.Tests.LogFiles;

/// <summary>Apache Flume itself, as agent a1.</summary>
internal sealed class FlumeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private FlumeProcess(Process process) => _process = process;

    /// <summary>Where Flume's starter is, or null.</summary>
    public static string? Starter { get; } =
        Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") is { Length: > 0 } peers && File.Exists(Path.Combine(peers, "bin", "flume"))
            ? Path.Combine(peers, "bin", "flume")
            : null;

    public static FlumeProcess Start(string directory, string configuration) => new(Process.Start(new ProcessStartInfo(
        "bash", ["-c", $"exec '{Starter}' agent -n a1 -f '{configuration}' > '{directory}/flume.log' 2>&1"])
    { WorkingDirectory = directory })!);

    /// <summary>Ends it as an operator does.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
