using System.Globalization;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Exec;

/// <summary>
/// Runs a command and makes each line that it prints an event (Flume's ExecSource). There is no guarantee of delivery: the command is
/// not told what became of its lines.
/// </summary>
[Source("exec", Aliases = ["org.apache.flume.source.ExecSource"],
    Summary = "Runs a command; each line that it prints is an event, unless it is longer than 64 MB.")]
public sealed class ExecSource(ExecOptions options, ComponentContext context) : ISource
{
    /// <summary>How long a stopped command may take to print its last lines, and these to be put; by no clock but the machine's.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    // What Flume prints for a command that never ran.
    private const int NeverRan = int.MinValue / 2;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        context.Logger.LogInformation("Exec source starting with command: {Command}", options.Command);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var ending = new CancellationTokenSource();
        using var stopping = cancellationToken.Register(() => ending.CancelAfter(StopGrace));
        using var lines = new LineBatch(options, context, channels);
        while (!cancellationToken.IsCancellationRequested)
        {
            var exitCode = await RunCommandAsync(lines, cancellationToken, ending.Token);
            if (cancellationToken.IsCancellationRequested)
                return;
            if (!options.Restart)
            {
                context.Logger.LogInformation("Command [{Command}] exited with {ExitCode}", options.Command, exitCode);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
            context.Problems.Report(
                string.Create(CultureInfo.InvariantCulture, $"Restarting in {options.RestartThrottle}ms, exit code {exitCode}"),
                level: LogLevel.Information);
            await Task.Delay(Waits.OfMilliseconds(options.RestartThrottle), context.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Once stopping, what the command still prints is read to its end, or until there is no more time.
    private async Task<int> RunCommandAsync(LineBatch lines, CancellationToken stopping, CancellationToken ending)
    {
        RunningCommand? command = null;
        try
        {
            command = RunningCommand.Start(options, context, ending);
            using var terminating = stopping.Register(command.Terminate);
            await lines.ReadAsync(command, ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            context.Logger.LogDebug("The command was stopped before its last line was put");
        }
        catch (Exception failure)
        {
            context.Problems.Report($"Failed while running command: {options.Command}", failure);
        }
        finally
        {
            lines.Clear();
        }
        if (command is null)
            return NeverRan;
        await using (command)
            return await command.EndAsync(ending);
    }
}
