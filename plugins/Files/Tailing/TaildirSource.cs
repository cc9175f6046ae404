using System.Diagnostics;
using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>
/// Follows groups of files and keeps a position in each (Flume's TaildirSource). Where the kernel tells of changes, lines are read at
/// once; all files are looked at every <c>maxBackoffSleep</c> besides (less often where that takes long), and where it does not, with
/// Flume's waits.
/// </summary>
/// <remarks>
/// Unlike Flume, a file that is renamed stays the same file and is read to its end, also when it was renamed while the agent was
/// stopped; one that is copied and cut off is read to its end in the copy; and an inode that is used again is not taken for the
/// old file. A position is never ahead of what the channels have stored.
/// </remarks>
[Source("taildir", Aliases = ["org.apache.flume.source.taildir.TaildirSource"],
    Summary = "Follows files that grow, through rotation, and keeps a position in each.")]
public sealed class TaildirSource : ISource, IDisposable
{
    // Where the kernel tells of changes, no more than a two-hundredth of a core is spent on looking for others.
    private const int LookShare = 200;
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly TaildirOptions _options;
    private readonly ComponentContext _context;
    private readonly TailedFiles _files;
    private readonly TailReader _reader;
    private readonly Delivery _delivery;
    private readonly PositionFile _positions;
    private readonly WakeUp _wake;
    private readonly HashSet<TailedFile> _unfinished = [];
    private readonly long _batchesInARow;
    private DirectoryWatch? _watch;
    private bool _isStarted;
    private bool _isChanged = true;
    private bool _looked = true;
    private long _lookedAt;
    private double _lookTime;
    private long _writtenAt;
    private int _idlePasses;

    /// <summary>Opens nothing yet.</summary>
    public TaildirSource(TaildirOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        _files = new TailedFiles(options, context, WatchLink);
        _reader = new TailReader(options, context);
        _delivery = new Delivery(context);
        _positions = new PositionFile(options.PositionPath, context);
        _wake = new WakeUp(context.Time);
        _batchesInARow = options.MaxBatchCount > 0 ? options.MaxBatchCount : long.MaxValue;
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _context.Logger.LogInformation("{Name} TaildirSource source starting with directory: {Directories}", _context.Name, string.Join(", ", _files.Groups.Directories));
        if (_options.MaxBatchCount <= 0)
            _context.Logger.LogWarning("Invalid maxBatchCount specified, initializing source default maxBatchCount of {Default}", long.MaxValue);
        foreach (var directory in _files.Groups.Directories)
            if (!Directory.Exists(directory))
                throw new DirectoryNotFoundException($"Directory does not exist: {directory}");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_options.PositionPath))!);
        _watch = DirectoryWatch.TryStart(_wake, _context);
        Watch();
        new EarlierRun(_positions, _options.PositionPath, _files, _context).TakeOver();
        _files.LookAtAll(_options.SkipToEnd);
        _lookedAt = _writtenAt = _context.Time.GetTimestamp();
        _isStarted = true;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var hasMore = false;
            try
            {
                hasMore = await PassAsync(channels, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _context.Counters[CounterNames.EventReadFail].Increment();
                _context.Problems.Report("Unable to tail files", failure);
            }
            WritePositionsIfDue();
            if (!hasMore)
                await _wake.WaitAsync(UntilNextPass(), cancellationToken);
            Look();
        }
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (_isStarted)
            WritePositions();
        _isStarted = false;
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the files without writing positions.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _wake.Dispose();
        _files.Dispose();
    }

    private TimeSpan LookEvery => _watch is not null
        ? TimeSpan.FromMilliseconds(Math.Max(_options.MaxBackoffSleep, Math.Min(_lookTime * LookShare, LongestLook.TotalMilliseconds)))
        : TimeSpan.FromMilliseconds(Math.Min((_idlePasses + 1) * _options.BackoffSleepIncrement, _options.MaxBackoffSleep));

    // Of the files where something happened, or of all when it is time.
    private void Look()
    {
        var isComplete = _watch?.Drain(_files.Changes) ?? true;
        _files.LookAtTouched();
        if (isComplete && _context.Time.GetElapsedTime(_lookedAt) < LookEvery)
            return;
        Watch();
        var since = Stopwatch.GetTimestamp();
        _files.LookAtAll();
        _lookTime = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        _lookedAt = _context.Time.GetTimestamp();
        _looked = true;
        _idlePasses++;
    }

    private void Watch()
    {
        foreach (var directory in _files.Groups.Directories)
            if (_watch?.Add(directory, directory) is { } reason)
                _context.Problems.Report(
                    $"{directory} cannot be watched ({reason}; see fs.inotify.max_user_watches) and is polled.", level: LogLevel.Warning);
    }

    // A directory tells nothing about a file behind a link in it.
    private void WatchLink(string path)
    {
        if (_watch is not null && new FileInfo(path).LinkTarget is not null)
            _ = _watch.Add(path, path);
    }

    private async ValueTask<bool> PassAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var hasMore = false;
        foreach (var file in _files.TakeDue())
            hasMore |= await TailAsync(file, AtEnd.Wait, channels, cancellationToken);
        var timeout = TimeSpan.FromMilliseconds(_options.Timeout);
        foreach (var file in _unfinished.Where(file => _context.Time.GetElapsedTime(file.ChangedAt) >= timeout).ToArray())
            hasMore |= await TailAsync(file, AtEnd.EndEvent, channels, cancellationToken);
        if (_looked)
            await CloseIdleAsync(channels, cancellationToken);
        _looked = false;
        return hasMore;
    }

    private async ValueTask CloseIdleAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromMilliseconds(_options.IdleTimeout);
        foreach (var file in _files.All.Where(file => file.Handle is not null && _context.Time.GetElapsedTime(file.ChangedAt) > timeout).ToArray())
        {
            if (await TailAsync(file, AtEnd.EndLine, channels, cancellationToken))
                continue;
            _files.Close(file);
        }
    }

    /// <returns>Whether there may be more to read at once.</returns>
    private async ValueTask<bool> TailAsync(TailedFile file, AtEnd atEnd, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        if (!TryOpen(file))
        {
            _unfinished.Remove(file);
            return false;
        }
        _reader.Begin(file);
        for (long batches = 0; batches < _batchesInARow; batches++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = EventBatch.Create();
            if (!_reader.TryRead(batch, atEnd))
            {
                _files.CutOff(file, FileStatus.Of(file.Handle!)?.Size ?? 0);
                _files.GoOn(file);
                return true;
            }
            Remember(file);
            if (batch.Count == 0)
                return false;
            _idlePasses = 0;
            await _delivery.PutAsync(batch, channels, cancellationToken);
            file.Position = _reader.Position;
            _isChanged = true;
            if (batch.Count < _options.BatchSize)
                return false;
            WritePositionsIfDue();
        }
        _files.GoOn(file);
        return true;
    }

    private bool TryOpen(TailedFile file)
    {
        if (file.Handle is not null)
            return true;
        Rotation.TryOpen(file, file.Path, _context);
        return file.Handle is not null;
    }

    private void Remember(TailedFile file)
    {
        if (file.HasUnfinishedEvent)
            _unfinished.Add(file);
        else
            _unfinished.Remove(file);
    }

    private TimeSpan UntilNextPass()
    {
        var wait = LookEvery - _context.Time.GetElapsedTime(_lookedAt);
        if (_isChanged)
            wait = Shorter(wait, TimeSpan.FromMilliseconds(_options.WritePosInterval) - _context.Time.GetElapsedTime(_writtenAt));
        if (_unfinished.Count > 0)
            wait = Shorter(wait, TimeSpan.FromMilliseconds(_options.Timeout));
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void WritePositionsIfDue()
    {
        if (_isChanged && _context.Time.GetElapsedTime(_writtenAt).TotalMilliseconds >= _options.WritePosInterval)
            WritePositions();
    }

    private void WritePositions()
    {
        _writtenAt = _context.Time.GetTimestamp();
        try
        {
            _positions.Write([.. _files.All.Where(file => file.CopyOf is null)]);
            _isChanged = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _context.Counters[CounterNames.GenericProcessingFail].Increment();
            _context.Problems.Report("Failed writing positionFile", failure);
        }
    }
}
