using FlumePlug.Hdfs.Files;
using FlumePlug.Hdfs.FileSystems;
using FlumePlug.Hdfs.Formats;
using FlumePlug.Hdfs.Naming;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hdfs;

/// <summary>
/// Writes events to files in HDFS, in directories by header and time, and begins new files by time, size and number of events
/// (Flume's HDFSEventSink).
/// </summary>
/// <remarks>
/// A take is committed when its bytes are in a closed append. One append covers many takes; a batch that fails is cut off the
/// file again, which ends there, and the events come into another one.
/// </remarks>
[Sink("hdfs", Aliases = ["org.apache.flume.sink.hdfs.HDFSEventSink"], TakesPerFlush = 512,
    Summary = "Writes files to HDFS or to local disks, in directories by header and time.")]
public sealed class HdfsSink : ISink, IPartialDelivery, IFlushTiming, IAsyncDisposable
{
    // Below what all events have in common: files of those whose headers name a directory that cannot be one.
    private const string Refused = "/refused";

    private readonly HdfsOptions _options;
    private readonly ComponentContext _context;
    private readonly IFileSystem _files;
    private readonly FileEndings _endings;
    private readonly PendingAppends _pending;
    private readonly OpenBuckets _buckets;
    private CancellationToken _turn;
    private int _takes;
    private int _safeTakes;
    private bool _hasStopped;

    /// <summary>Finds the file system; asks nobody before the first event.</summary>
    public HdfsSink(HdfsOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        (_files, var path) = FileSystemOf.Options(options, context);
        var times = new EventTimes(context, options.UseLocalTimeStamp);
        var formats = new FileFormats(options, context, times);
        var calls = new Calls(options, context);
        var escapes = new TimeEscapes(Zone(), Rounding());
        var directories = new PathTemplate(path, escapes);
        var names = new BucketNames<Bucket>(directories, new(options.FilePrefix, escapes), times);
        _endings = new FileEndings(_files, calls, options, formats.Extension, context);
        _pending = new PendingAppends(_files, calls, _endings, options, formats.Extension, context);
        _buckets = new OpenBuckets(names, directories.Root is { } root ? root + Refused : null, times, formats, _pending, options, context);
        Warn();
    }

    /// <inheritdoc/>
    public async ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ForgetInterrupted();
        _turn = cancellationToken;
        await _endings.RetryAsync(cancellationToken);
        try
        {
            _buckets.EndDue(_takes);
            _buckets.Write(batch, _takes);
            _takes++;
        }
        catch
        {
            GiveUp();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>When much waits, or has waited long.</remarks>
    public bool WantsFlush => !_pending.IsEmpty
        && (_pending.Bytes >= _options.AppendBytes || _context.Time.GetElapsedTime(_pending.Since).TotalMilliseconds >= _options.AppendInterval);

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await AppendAsync(cancellationToken);
        _takes = 0;
    }

    /// <inheritdoc/>
    public bool IsDelivered(int batch) => batch < _safeTakes;

    /// <inheritdoc/>
    public async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        ForgetInterrupted();
        _buckets.EndDue(take: 0);
        await AppendAsync(cancellationToken);
        await _endings.RetryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>What no flush has covered is rolled back by the host; the files end without it.</remarks>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (_hasStopped)
            return;
        _hasStopped = true;
        GiveUp();
        _buckets.EndAll(take: 0);
        if (await _pending.AppendAsync(cancellationToken) is { } failure)
        {
            _context.Logger.LogWarning("Files could not be ended: {Failure}", failure.Message);
            GiveUp();
        }
        await _endings.LastAttemptAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        (_files as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    // A turn that was interrupted between two takes has rolled them back without a word.
    private void ForgetInterrupted()
    {
        if (_turn.IsCancellationRequested)
            GiveUp();
        _turn = CancellationToken.None;
    }

    private async ValueTask AppendAsync(CancellationToken cancellationToken)
    {
        if (_pending.IsEmpty || await _pending.AppendAsync(cancellationToken) is not { } failure)
            return;
        GiveUp();
        cancellationToken.ThrowIfCancellationRequested();
        throw new EventDeliveryException($"HDFS IO error: {failure.Message}", failure);
    }

    // What waits is given up: its events come again. Files that have safe bytes end with them.
    private void GiveUp()
    {
        var (files, firstTake) = _pending.GiveUp();
        (_safeTakes, _takes) = (Math.Min(firstTake, _takes), 0);
        foreach (var file in files)
        {
            if (file.Bucket.File == file)
                file.Bucket.File = null;
            if (file.SafeLength > 0 || file.MayBeLonger)
                _endings.Add(file);
        }
    }

    private TimeZoneInfo Zone()
    {
        if (_options.TimeZone is not { } id)
            return TimeZoneInfo.Local;
        if (TimeZones.Find(id) is { } zone)
            return zone;
        if (_context.IsStrict)
            throw new ConfigurationException($"hdfs.timeZone {id} is not known: use an id such as Europe/Berlin, or GMT+02:00.");
        _context.Logger.LogWarning("hdfs.timeZone {Zone} is not known: GMT is used.", id);
        return TimeZoneInfo.Utc;
    }

    private TimeRounding? Rounding()
    {
        if (!_options.Round)
            return null;
        if (TimeRounding.IsUnit(_options.RoundUnit))
            return new(_options.RoundUnit, _options.RoundValue);
        _context.Logger.LogWarning("Rounding unit is not valid, please set one of minute, hour, or second. Rounding will be disabled");
        return null;
    }

    private void Warn()
    {
        if (_options.EmptyInUseSuffix && _options.InUseSuffix is not null)
            _context.Logger.LogWarning("Ignoring parameter hdfs.inUseSuffix for hdfs sink: {Name}", _context.Name);
        if (_options.CloseTries <= 0)
            _context.Logger.LogWarning("Retry count value: {Tries} is not valid. The sink will try to close the file until the file is "
                + "eventually closed.", _options.CloseTries);
        if (_options.RetryInterval <= 0)
            _context.Logger.LogWarning("Retry Interval value: {Interval} is not valid. If the first close of a file fails, it may remain "
                + "open and will not be renamed.", _options.RetryInterval);
    }
}
