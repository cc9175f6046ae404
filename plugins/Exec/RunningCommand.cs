using System.Diagnostics;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Exec;

/// <summary>
/// A command from its start until nothing of it is left. It is over when its own process has ended: what that left running may
/// hold the output, and is ended a moment later (in Java the output ends with the process too).
/// </summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    /// <summary>
    /// How long a terminated process may take before it is killed, its error output to be read to the end, and what it left to
    /// print its last; by no clock but the machine's.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    // What java.util.regex calls white space.
    private static readonly char[] WhiteSpace = [' ', '\t', '\n', '\v', '\f', '\r'];

    private readonly Process _process;
    private readonly CommandProcesses _all;
    private readonly Stream _output;
    private readonly CancellationTokenSource _outputEnd;
    private readonly CancellationTokenSource _errorsEnd = new();
    private readonly Task _errors;
    private readonly Task _watching;

    // Odd while a read is under way.
    private long _reads;

    private RunningCommand(
        CommandProcesses all, Process process, ExecOptions options, ComponentContext context, CancellationToken ending)
    {
        (_all, _process, _output) = (all, process, process.StandardOutput.BaseStream);
        var errors = new ErrorOutput(options, context.Logger);
        _errors = errors.DrainAsync(process.StandardError.BaseStream, _errorsEnd.Token);
        _outputEnd = CancellationTokenSource.CreateLinkedTokenSource(ending);
        _watching = EndWhatIsLeftAsync(_outputEnd.Token);
    }

    /// <summary>Starts the command, its standard input a pipe that nobody writes to, as in Java.</summary>
    /// <param name="options">The command.</param>
    /// <param name="context">The source's.</param>
    /// <param name="ending">Cancelled when its output is no longer wanted.</param>
    public static RunningCommand Start(ExecOptions options, ComponentContext context, CancellationToken ending)
    {
        string[] words = options.Shell is null ? Words(options.Command) : [.. Words(options.Shell), options.Command];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new RunningCommand(CommandProcesses.Start(start, out var process), process, options, context, ending);
    }

    /// <summary>Reads what it prints; 0 at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> block, CancellationToken ending)
    {
        Interlocked.Increment(ref _reads);
        try
        {
            return await _output.ReadAsync(block, _outputEnd.Token);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            Interlocked.Increment(ref _reads);
        }
    }

    /// <summary>Asks the process and all that it started to end.</summary>
    public void Terminate() => _ = _all.Terminate();

    /// <summary>Sees to it that nothing of the command is left, and returns the exit code of its process.</summary>
    /// <param name="noTime">Cancelled when it is to be killed at once.</param>
    public async Task<int> EndAsync(CancellationToken noTime)
    {
        await _outputEnd.CancelAsync();
        await _watching;
        await EndAllAsync(noTime);
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(_errors, Task.Delay(Grace, noTime));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _errorsEnd.CancelAsync();
        await _errors;
        _errorsEnd.Dispose();
        _outputEnd.Dispose();
        _process.Dispose();
    }

    // What was printed is still read to its end. A read that waits all the same waits for somebody who could not be found.
    private async Task EndWhatIsLeftAsync(CancellationToken outputEnd)
    {
        await _process.WaitForExitAsync(outputEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!await WaitedAsync(Grace, outputEnd))
            return;
        await EndAllAsync(outputEnd);
        long reads;
        do
            reads = Interlocked.Read(ref _reads);
        while (await WaitedAsync(Grace, outputEnd) && (reads % 2 == 0 || reads != Interlocked.Read(ref _reads)));
        await _outputEnd.CancelAsync();
    }

    private async Task EndAllAsync(CancellationToken noTime)
    {
        if (!_all.Terminate())
            return;
        using var patience = new CancellationTokenSource(Grace);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, noTime);
        await _process.WaitForExitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_all.Any && await WaitedAsync(LookInterval, either.Token))
        {
            // Processes of others do not tell when they end.
        }
        _all.Kill();
    }

    private static async Task<bool> WaitedAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    private static string[] Words(string text) =>
        text.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : [""];
}
