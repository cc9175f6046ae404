using System.Diagnostics;
using FlumePlug.Sdk;

namespace FlumePlug.Exec;

/// <summary>The process of a command, from its start until nothing of it is left.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    /// <summary>How long a terminated process may take before it is killed, and its error output to be read to the end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // What java.util.regex calls white space.
    private static readonly char[] WhiteSpace = [' ', '\t', '\n', '\v', '\f', '\r'];

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _errorsEnd = new();
    private readonly Task _errors;
    private ProcessTree? _terminated;

    private RunningCommand(Process process, ExecOptions options, ComponentContext context)
    {
        _process = process;
        _time = context.Time;
        var errors = new ErrorOutput(options, context.Logger);
        _errors = errors.DrainAsync(process.StandardError.BaseStream, _errorsEnd.Token);
    }

    /// <summary>What it prints.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts the command, its standard input a pipe that nobody writes to, as in Java.</summary>
    public static RunningCommand Start(ExecOptions options, ComponentContext context)
    {
        string[] words = options.Shell is null ? Words(options.Command) : [.. Words(options.Shell), options.Command];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new RunningCommand(Process.Start(start)!, options, context);
    }

    /// <summary>Asks the process and all that it started to end.</summary>
    public void Terminate()
    {
        if (!_process.HasExited)
            (_terminated ??= ProcessTree.Of(_process)).Terminate();
    }

    /// <summary>Sees to it that the process has ended, and returns its exit code.</summary>
    /// <param name="noTime">Cancelled when it is to be killed at once.</param>
    public async Task<int> EndAsync(CancellationToken noTime)
    {
        Terminate();
        using var patience = new CancellationTokenSource(Grace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, noTime);
        await _process.WaitForExitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _terminated?.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(_errors, Task.Delay(Grace, _time, noTime));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _errorsEnd.CancelAsync();
        await _errors;
        _errorsEnd.Dispose();
        _process.Dispose();
    }

    private static string[] Words(string text) =>
        text.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : [""];
}
