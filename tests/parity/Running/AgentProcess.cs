using System.Diagnostics;
using System.Globalization;

namespace FlumePlug.Parity.Running;

/// <summary>A running agent: its log, whether it still runs, and how it is stopped.</summary>
public sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);
    private readonly Process process;
    private readonly List<string> log = [];

    private AgentProcess(Process process) => this.process = process;

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    public static AgentProcess Start(
        Subject subject, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment, string directory)
    {
        var start = new ProcessStartInfo(subject.Command, ["agent", .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        // A small and quickly started Java machine: these runs are short.
        start.Environment["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
        start.Environment["PEER_HEAP"] = "400m";
        start.Environment["LC_ALL"] = "C.UTF-8";
        // A zone that is not UTC, so that local time shows.
        start.Environment["TZ"] = "America/New_York";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var agent = new AgentProcess(new Process { StartInfo = start });
        agent.process.ErrorDataReceived += agent.Keep;
        agent.process.OutputDataReceived += agent.Keep;
        agent.process.Start();
        AppDomain.CurrentDomain.ProcessExit += agent.Kill;
        agent.process.BeginErrorReadLine();
        agent.process.BeginOutputReadLine();
        return agent;
    }

    public IReadOnlyList<string> Log()
    {
        lock (log) return [.. log];
    }

    /// <summary>SIGTERM, as a service manager sends it, and the end of the process.</summary>
    public async Task StopAsync()
    {
        if (process.HasExited) return;
        using (var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {process.Id}")]))
            await kill.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(StopDeadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(this, EventArgs.Empty);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (log) log.Add(line.Data);
    }

    private void Kill(object? sender, EventArgs arguments)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }
}
