using FlumePlug.Core.Plugins;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hosting;

/// <summary>What a look at the watched files found.</summary>
[Flags]
internal enum Change
{
    None = 0,
    Files = 1,
    Plugins = 2,
    Asked = 4,
}

/// <summary>
/// Waits for changes of configuration files and plugins directories: told by the system, and looked for at an interval, since
/// not every file system tells. A change counts once nothing has moved for a moment, so that what is half written is not read.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    // A folder is copied file by file, a configuration is written at once.
    private static readonly TimeSpan QuietOfFiles = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan QuietOfPlugins = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<string> _files;
    private readonly IReadOnlyList<string> _plugins;
    private readonly TimeSpan _interval;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly SemaphoreSlim _signal = new(0, 1);
    private (long Files, long Plugins) _seen;
    private volatile bool _asked;

    /// <param name="files">Configuration files; none of them need be there.</param>
    /// <param name="pluginsDirectories">Directories of plugins.</param>
    /// <param name="interval">The time between looks; infinite: nothing is watched, only <see cref="Ask"/> counts.</param>
    /// <param name="logger">Is told when the system cannot watch.</param>
    public FileWatch(IReadOnlyList<string> files, IReadOnlyList<string> pluginsDirectories, TimeSpan interval, ILogger logger)
    {
        (_files, _plugins, _interval) = (files, pluginsDirectories, interval);
        _seen = Look();
        if (interval == Timeout.InfiniteTimeSpan)
            return;
        // The folders, not the files: editors and tools put a new file in the place of the old one, or turn a link.
        foreach (var folder in files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct())
            Watch(folder, deep: false, logger);
        foreach (var folder in pluginsDirectories)
            Watch(folder, deep: true, logger);
    }

    /// <summary>Counts as a change.</summary>
    public void Ask()
    {
        _asked = true;
        Signal();
    }

    /// <summary>Completes with the next change.</summary>
    public async Task<Change> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.WaitAsync(_interval, cancellationToken);
            var now = await SettledAsync(cancellationToken);
            var change = (_asked ? Change.Asked : 0)
                | (now.Files != _seen.Files ? Change.Files : 0) | (now.Plugins != _seen.Plugins ? Change.Plugins : 0);
            _asked = false;
            _seen = now;
            if (change != Change.None)
                return change;
        }
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers)
            watcher.Dispose();
    }

    private async Task<(long Files, long Plugins)> SettledAsync(CancellationToken cancellationToken)
    {
        var (now, before) = (Look(), _seen);
        while (now != before)
        {
            await Task.Delay(now.Plugins == _seen.Plugins ? QuietOfFiles : QuietOfPlugins, cancellationToken);
            (now, before) = (Look(), now);
        }
        return now;
    }

    private (long Files, long Plugins) Look() =>
        (FileStamp.OfFiles(_files), _plugins.Aggregate(0L, static (sum, folder) => unchecked(sum * 31 + FileStamp.OfFolder(folder))));

    private void Watch(string folder, bool deep, ILogger logger)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = deep };
            watcher.Changed += (_, _) => Signal();
            watcher.Created += (_, _) => Signal();
            watcher.Deleted += (_, _) => Signal();
            watcher.Renamed += (_, _) => Signal();
            watcher.Error += (_, _) => Signal();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or UnauthorizedAccessException)
        {
            logger.LogDebug("{Folder} is looked at every {Interval} s only: {Reason}", folder, _interval.TotalSeconds, failure.Message);
        }
    }

    private void Signal()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Signalled already.
        }
    }
}
