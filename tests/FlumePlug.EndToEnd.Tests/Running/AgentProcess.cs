using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FlumePlug.EndToEnd.Tests.Running;

/// <summary>A real agent in a process of its own. Its log is read line by line; disposing kills what is left of it.</summary>
internal sealed partial class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _log = [];
    private readonly List<(Func<IReadOnlyList<string>, bool> Condition, TaskCompletionSource Reached)> _awaited = [];
    private readonly Task _reading;

    private AgentProcess(Process process) => (_process, _reading) = (process, ReadLogAsync(process.StandardError));

    /// <summary>Everything logged so far.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_lock)
                return [.. _log];
        }
    }

    public string LogText => string.Join('\n', Log);

    /// <summary>Starts the executable with these arguments in a directory.</summary>
    public static AgentProcess Start(string directory, string[] arguments, params (string Name, string Value)[] environment) =>
        Start(directory, Repository.Agent, arguments, environment);

    private static AgentProcess Start(
        string directory, string executable, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in new[] { "NOTIFY_SOCKET", "FLUMEPLUG_PLUGINS" })
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new AgentProcess(Process.Start(start)!);
    }

    /// <summary>Starts agent a1 with Flume's command line and waits until it runs.</summary>
    public static async Task<AgentProcess> RunAsync(TestDirectory directory, string configuration, params string[] more)
    {
        var agent = Start(directory.Path, ["agent", "-n", "a1", "-f", directory.Write("flume.conf", configuration), .. more]);
        await agent.WhenStartedAsync();
        return agent;
    }

    /// <summary>The same with a limit for open files.</summary>
    public static async Task<AgentProcess> RunLimitedAsync(TestDirectory directory, string configuration, int openFiles, params string[] more)
    {
        var limited = directory.Write("limited.sh", $"ulimit -n {openFiles}; exec {Repository.Agent} \"$@\"");
        var agent = Start(directory.Path, "/bin/sh", [limited, "agent", "-n", "a1", "-f", directory.Write("flume.conf", configuration), .. more]);
        await agent.WhenStartedAsync();
        return agent;
    }

    /// <summary>The same as a user who may not read everything: nobody, where the tests run as root.</summary>
    public static AgentProcess StartUnprivileged(TestDirectory directory, string configuration)
    {
        string[] arguments = ["agent", "-n", "a1", "-f", directory.Write("flume.conf", configuration)];
        if (!Environment.IsPrivilegedProcess)
            return Start(directory.Path, arguments);
        string[] asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        using (var trying = Process.Start("setpriv", [.. asNobody, "test", "-x", Repository.Agent]))
        {
            trying.WaitForExit();
            Peer.Require(trying.ExitCode == 0, "Another user may not run the agent from here.");
        }
        return Start(directory.Path, "setpriv", [.. asNobody, Repository.Agent, .. arguments]);
    }

    public Task WhenStartedAsync() => WhenLoggedAsync("Agent a1 started");

    /// <summary>Completes when a line with that text has been logged so often.</summary>
    public async Task WhenLoggedAsync(string text, int times = 1)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            bool Logged(IReadOnlyList<string> log) => log.Count(line => line.Contains(text, StringComparison.Ordinal)) >= times;
            if (Logged(_log))
                return;
            _awaited.Add((Logged, reached));
        }
        try
        {
            await reached.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Not logged {times} times within {Deadline.TotalSeconds} s: {text}\n{LogText}");
        }
    }

    public void Signal(PosixSignal signal) => Assert.True(TrySignal(signal));

    /// <summary>False when it has ended already.</summary>
    public bool TrySignal(PosixSignal signal) =>
        Kill(_process.Id, signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        }) == 0;

    /// <summary>The memory that it holds, in bytes.</summary>
    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>How many lines with that text have been logged.</summary>
    public int Logged(string text) => Log.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>The exit code, once the process has ended and its log is complete.</summary>
    public async Task<int> ExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The agent did not end within {Deadline.TotalSeconds} s.\n{LogText}");
        }
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Ends the agent as an operator does, and returns its last line.</summary>
    public async Task<string> StopAsync(PosixSignal signal = PosixSignal.SIGTERM)
    {
        Signal(signal);
        Assert.Equal(0, await ExitAsync());
        return Log[^1];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task ReadLogAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _log.Add(line);
                foreach (var (_, reached) in _awaited.Where(one => one.Condition(_log)))
                    reached.TrySetResult();
                _awaited.RemoveAll(one => one.Reached.Task.IsCompleted);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
