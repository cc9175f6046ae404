using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace FlumePlug.Cli.Tests;

/// <summary>A process of the executable: its log as it comes, and how it ends.</summary>
public sealed class RunningVerb : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Lock _lock = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];
    private readonly Task<string> _output;
    private readonly Task _reading;
    private bool _ended;

    internal RunningVerb(Process process)
    {
        _process = process;
        process.StandardInput.Close();
        _output = process.StandardOutput.ReadToEndAsync();
        _reading = Task.Run(ReadLogAsync);
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Everything logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_lock)
                return _log.ToString();
        }
    }

    /// <summary>Returns as soon as the log contains the text.</summary>
    public async Task LogsAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_log.ToString().Contains(text, StringComparison.Ordinal))
                return;
            _awaited.Add((text, seen));
        }
        if (await Task.WhenAny(seen.Task, _reading).WaitAsync(Deadline, TestContext.Current.CancellationToken) != seen.Task && !seen.Task.IsCompleted)
            Assert.Fail($"It ended without logging '{text}':\n{Log}");
    }

    /// <summary>Sends SIGTERM, or another signal.</summary>
    public async Task SignalAsync(string signal = "TERM")
    {
        using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process.Id}")]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Outcome> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        await _reading;
        return new(_process.ExitCode, await _output, Log);
    }

    /// <summary>SIGTERM, and the end.</summary>
    public async Task<Outcome> StopAsync()
    {
        await SignalAsync();
        return await EndAsync();
    }

    /// <summary>Ends it by force if it still runs.</summary>
    public void Kill()
    {
        if (!_ended && !_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _ended = true;
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            lock (_lock)
            {
                _log.Append(line).Append('\n');
                foreach (var (text, seen) in _awaited)
                    if (line.Contains(text, StringComparison.Ordinal))
                        seen.TrySetResult();
            }
    }
}
