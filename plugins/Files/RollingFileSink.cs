using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files;

/// <summary>
/// Writes events to files in a directory and begins a new file at a steady interval (Flume's RollingFileSink).
/// </summary>
/// <remarks>
/// A batch is committed when the operating system has its bytes. Unlike Flume, a batch that fails leaves nothing behind:
/// the file is cut back to the batch before and ended, and the next batch begins a new one; and no file that is there
/// already is ever overwritten.
/// </remarks>
[Sink("file_roll", Aliases = ["org.apache.flume.sink.RollingFileSink"], Summary = "Writes events to local files, a new one at an interval.")]
public sealed class RollingFileSink(FileRollOptions options, ComponentContext context) : ISink
{
    private const int MostTakenNames = 1000;

    private readonly string _directory = Path.GetFullPath(options.Directory);
    private readonly IPathManager _names = context.Create(options.PathManager);
    private readonly Counter _created = context.Counters[CounterNames.ConnectionCreatedCount];
    private readonly Counter _closed = context.Counters[CounterNames.ConnectionClosedCount];
    private readonly Counter _failed = context.Counters[CounterNames.ConnectionFailedCount];
    private EventFile? _file;
    private long _start;
    private long _rolls;

    /// <inheritdoc/>
    /// <remarks>Opens the first file, so that a directory that cannot be used is known before the first event.</remarks>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (options.RollInterval <= 0)
            context.Logger.LogInformation("RollInterval is not valid, file rolling will not happen.");
        _start = context.Time.GetTimestamp();
        _file = OpenNext();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        RollIfDue();
        var file = _file ??= OpenNext();
        try
        {
            file.Write(batch);
        }
        catch (Exception failure)
        {
            Abandon(file);
            throw Failed($"Failed to write to a file in {_directory}", file.Path, failure);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask TickAsync(CancellationToken cancellationToken)
    {
        RollIfDue();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Close();
        return ValueTask.CompletedTask;
    }

    // At a fixed rate from the start; a file without events is rolled too.
    private void RollIfDue()
    {
        if (options.RollInterval <= 0)
            return;
        var due = (long)context.Time.GetElapsedTime(_start).TotalSeconds / options.RollInterval;
        if (due == _rolls)
            return;
        Close();
        _file = OpenNext();
        _rolls = due;
    }

    private EventFile OpenNext()
    {
        for (var taken = 0; ;)
        {
            var path = NextPath();
            try
            {
                var file = new EventFile(path, context.Create(options.Serializer));
                _created.Increment();
                return file;
            }
            catch (IOException failure) when (File.Exists(path))
            {
                if (++taken < MostTakenNames)
                    continue;
                _failed.Increment();
                throw new EventDeliveryException(
                    $"The path manager {options.PathManager.Type} gives only names of files that are there already, such as {path}.", failure);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _failed.Increment();
                throw Failed($"Failed to open a file in {_directory} (sink.directory must exist and be writable)", path, failure);
            }
        }
    }

    private string NextPath()
    {
        var name = _names.NextName();
        if (name.Length == 0 || name is "." or ".." || Path.GetFileName(name) != name)
            throw new EventDeliveryException($"The path manager {options.PathManager.Type} gave '{name}', which is not a file name.");
        return Path.Combine(_directory, name);
    }

    // Without the file's name, which differs each time: the log tells the same failure once.
    private EventDeliveryException Failed(string what, string path, Exception failure) =>
        new($"{what}: {failure.Message.Replace(path, _directory, StringComparison.Ordinal)}", failure);

    private void Close()
    {
        if (_file is not { } file)
            return;
        try
        {
            file.Close();
            _file = null;
            _closed.Increment();
        }
        catch (Exception failure)
        {
            _failed.Increment();
            context.Problems.Report($"Unable to close {file.Path}; it ends with the last batch that was written.", failure);
            Abandon(file);
        }
    }

    private void Abandon(EventFile file)
    {
        _file = null;
        try
        {
            file.Abandon();
            _closed.Increment();
        }
        catch (Exception failure)
        {
            _failed.Increment();
            context.Problems.Report($"Unable to cut {file.Path} back; it may end with a part of a batch that comes again.", failure);
        }
    }
}
