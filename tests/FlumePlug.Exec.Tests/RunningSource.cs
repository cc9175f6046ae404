using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Exec.Tests;

/// <summary>An exec source that runs until it is disposed.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private RunningSource(TestComponentContext context, CollectingChannels channels, ISource source)
    {
        Context = context;
        Channels = channels;
        _run = source.RunAsync(channels, _stop.Token);
    }

    public TestComponentContext Context { get; }

    public CollectingChannels Channels { get; }

    /// <summary>Runs a command with an empty channel and the clock of the machine, unless told otherwise.</summary>
    public static async Task<RunningSource> StartAsync(
        string command, string? shell = null, int batchSize = 1, bool restart = false, bool logStdErr = false, string charset = "UTF-8",
        CollectingChannels? channels = null, TimeProvider? time = null)
    {
        var context = new TestComponentContext("r1", time ?? TimeProvider.System);
        var options = new ExecOptions
        {
            Command = command,
            Shell = shell,
            BatchSize = batchSize,
            Restart = restart,
            LogStdErr = logStdErr,
            Charset = Charset.Parse(charset),
            BatchTimeout = 3000,
            RestartThrottle = 10_000,
        };
        ISource source = new ExecSource(options, context);
        await source.StartAsync(TestContext.Current.CancellationToken);
        return new RunningSource(context, channels ?? new CollectingChannels(), source);
    }

    public static Task<RunningSource> ShellAsync(
        string script, int batchSize = 1, bool restart = false, bool logStdErr = false, CollectingChannels? channels = null,
        TimeProvider? time = null) =>
        StartAsync(script, "/bin/sh -c", batchSize, restart, logStdErr, channels: channels, time: time);

    /// <summary>The bodies as texts, once there are so many.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(int count)
    {
        await Channels.Events.WhenAsync(count, TestContext.Current.CancellationToken);
        return Channels.Events.Texts;
    }

    /// <summary>Waits until a line with a text is logged.</summary>
    public Task LoggedAsync(string text) => Eventually.TrueAsync(
        () => Context.Logged.Lines.Any(line => line.Level >= LogLevel.Information && line.Text.Contains(text, StringComparison.Ordinal)),
        $"a line with '{text}' is logged");

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Context.Dispose();
    }
}
