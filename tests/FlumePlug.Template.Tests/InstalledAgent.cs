using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace FlumePlug.Template.Tests;

/// <summary>A copy of the agent of this clone, with a plugin dropped into its plugins folder, run as a user would.</summary>
internal sealed class InstalledAgent : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-agent-");
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _log = [];
    private Process? _process;

    public InstalledAgent() => Places.Copy(Places.Agent, _directory.FullName);

    private string Executable => Path.Combine(_directory.FullName, "flumeplug");

    public void DropIn(string pluginFolder) =>
        Places.Copy(pluginFolder, Path.Combine(_directory.FullName, "plugins", Path.GetFileName(pluginFolder)));

    /// <summary>Checks a configuration strictly, with the options of the plugin that was dropped in.</summary>
    public Task<string> ValidateAsync(string configuration, CancellationToken cancellationToken) => Command.RunAsync(
        Executable, _directory.FullName, new Dictionary<string, string>(), ["validate", configuration], cancellationToken);

    /// <summary>Starts the agent and returns when it says that everything has started.</summary>
    public async Task StartAsync(string configuration, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Executable, ["run", configuration])
        {
            WorkingDirectory = Path.GetDirectoryName(configuration)!,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _ = ReadAsync(_process);
        await LineAsync("Agent a1 started", cancellationToken);
    }

    /// <summary>Waits for a line of the log that contains a text.</summary>
    public async Task LineAsync(string text, CancellationToken cancellationToken)
    {
        while (await _lines.Reader.WaitToReadAsync(cancellationToken))
        {
            _lines.Reader.TryRead(out var line);
            _log.Add(line!);
            if (line!.Contains(text, StringComparison.Ordinal))
                return;
        }
        Assert.Fail($"The agent ended without saying '{text}':\n{string.Join('\n', _log)}");
    }

    /// <summary>Stops the agent, which drains, and gives its whole log.</summary>
    public async Task<string> StopAsync(CancellationToken cancellationToken)
    {
        using (var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
            _log.Add(line);
        var log = string.Join('\n', _log);
        Assert.True(_process.ExitCode == 0, $"The agent ended with {_process.ExitCode}:\n{log}");
        return log;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process?.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task ReadAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
            _lines.Writer.TryWrite(line);
        _lines.Writer.Complete();
    }
}
