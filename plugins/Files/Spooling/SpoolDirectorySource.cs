using System.Globalization;
using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Spooling;

/// <summary>
/// Reads files that are dropped in a directory, one after the other, and marks each as completed (Flume's SpoolDirectorySource).
/// Files must not change once they are there. Half-read files are gone on with, also where Flume left off.
/// </summary>
/// <remarks>
/// What breaks these rules stops the source until it is configured or started anew, as in Flume; what was read before is
/// delivered.
/// </remarks>
[Source("spooldir", Aliases = ["org.apache.flume.source.SpoolDirectorySource"],
    Summary = "Reads files that are dropped in a directory, and marks or deletes them.")]
public sealed class SpoolDirectorySource(SpoolDirectoryOptions options, ComponentContext context) : ISource
{
    private const int FirstBackoff = 250;

    private readonly SpoolDirectory _directory = new(options, context);
    private readonly Counter _readFail = context.Counters[CounterNames.EventReadFail];
    private readonly Counter _processingFail = context.Counters[CounterNames.GenericProcessingFail];
    private int _backoff = FirstBackoff;
    private bool _isReading;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        context.Logger.LogInformation("SpoolDirectorySource source starting with directory: {Directory}", options.SpoolDir);
        _directory.Prepare();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var reader = new SpoolReader(options, context, _directory);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                while (_directory.Next() is { } file)
                    await ReadAsync(reader, file, channels, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(options.PollDelay), context.Time, cancellationToken);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            (_isReading ? _readFail : _processingFail).Increment();
            context.Problems.Report(
                $"FATAL: Spool Directory source {context.Name}: {{ spoolDir: {options.SpoolDir} }}: Uncaught exception in SpoolDirectorySource thread. "
                + "Restart or reconfigure Flume to continue processing.", failure);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken);
        }
    }

    private async Task ReadAsync(SpoolReader reader, SpoolFile file, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        if (!TryOpen(reader, file))
            return;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = EventBatch.Create();
            _isReading = true;
            reader.Read(batch);
            if (batch.Count == 0)
                break;
            _isReading = false;
            if (!await TryPutAsync(channels, batch, cancellationToken))
            {
                reader.Rewind();
                continue;
            }
            reader.Commit();
        }
        reader.Close();
        _directory.Retire(file);
        _isReading = false;
    }

    private bool TryOpen(SpoolReader reader, SpoolFile file)
    {
        try
        {
            reader.Open(file);
            return true;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            context.Problems.Report($"Could not find file: {file.Path}", failure, LogLevel.Warning);
        }
        catch (IOException failure)
        {
            _processingFail.Increment();
            context.Problems.Report($"Exception opening file: {file.Path}", failure);
        }
        _directory.SkipUntilListed(file);
        return false;
    }

    private async ValueTask<bool> TryPutAsync(IChannelProcessor channels, EventBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await channels.PutAsync(batch, cancellationToken);
            _backoff = FirstBackoff;
            return true;
        }
        catch (ChannelException refused)
        {
            var what = refused is ChannelFullException ? "channel is full" : "channel threw an exception";
            context.Problems.Report(string.Create(CultureInfo.InvariantCulture,
                $"The {what}, and cannot write data now. The source will try again after {_backoff} milliseconds"), refused, LogLevel.Warning);
            await Task.Delay(TimeSpan.FromMilliseconds(_backoff), context.Time, cancellationToken);
            _backoff = Math.Min(_backoff * 2, options.MaxBackoff);
            return false;
        }
    }
}
