namespace FlumePlug.Cli.Tests;

/// <summary>Waits for text in a file that another process writes.</summary>
internal sealed class AppearingText : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly string _path;
    private readonly FileSystemWatcher _watcher;
    private readonly SemaphoreSlim _changed = new(1);

    public AppearingText(string path)
    {
        _path = path;
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!) { EnableRaisingEvents = true };
        _watcher.Changed += (_, _) => _changed.Release();
        _watcher.Created += (_, _) => _changed.Release();
    }

    public async Task ContainsAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!File.Exists(_path) || !(await ReadAsync()).Contains(text, StringComparison.Ordinal))
            await _changed.WaitAsync(deadline.Token);
    }

    public ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        _changed.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadAsync()
    {
        await using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > 1024 * 1024)
            return "";
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }
}
