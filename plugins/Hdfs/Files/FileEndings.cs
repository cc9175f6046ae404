using FlumePlug.Hdfs.FileSystems;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hdfs.Files;

/// <summary>
/// Ends files: cuts off what is not safe and gives them their last name, again and again where that fails. No event waits for it.
/// </summary>
internal sealed class FileEndings(IFileSystem files, Calls calls, HdfsOptions options, string extension, ComponentContext context)
{
    private const int MostTakenNames = 1000;
    private const int LooksForStrays = 2;
    private const int SecondsOfCut = 1;

    private readonly Lock _lock = new();
    private readonly List<HdfsFile> _waiting = [];
    private readonly Counter _closed = context.Counters[CounterNames.ConnectionClosedCount];
    private readonly Counter _failed = context.Counters[CounterNames.ConnectionFailedCount];
    private readonly int _mostTries = options.RetryInterval <= 0 ? 1 : options.CloseTries <= 0 ? int.MaxValue : options.CloseTries;

    /// <summary>Ends a file; if that fails now, it is tried later. Safe for concurrent calls.</summary>
    public async ValueTask EndAsync(HdfsFile file, CancellationToken cancellationToken)
    {
        try
        {
            if (await calls.RunAsync(file.Path, token => TryAsync(file, token), cancellationToken))
                _closed.Increment();
            else
                Wait(file, SecondsOfCut);
        }
        catch (FileNotFoundException)
        {
            context.Problems.Report($"{file.Path} is not there any more: it was taken away while it was written.", level: LogLevel.Warning);
        }
        catch (Exception failure)
        {
            _failed.Increment();
            Postpone(file, failure);
        }
    }

    /// <summary>Takes in a file that was given up, to be ended with the next tries.</summary>
    public void Add(HdfsFile file)
    {
        lock (_lock)
            _waiting.Add(file);
    }

    /// <summary>Tries again what is due.</summary>
    public async ValueTask RetryAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
            return;
        var now = context.Time.GetTimestamp();
        foreach (var file in Take(file => file.NextTry <= now))
            await EndAsync(file, cancellationToken);
    }

    /// <summary>Tries once more all that waits, before the sink stops; the rest stays under its name in use, as in Flume.</summary>
    public async ValueTask LastAttemptAsync(CancellationToken cancellationToken)
    {
        foreach (var file in Take(_ => true))
        {
            file.EndTries = _mostTries - 1;
            await EndAsync(file, cancellationToken);
        }
    }

    private List<HdfsFile> Take(Func<HdfsFile, bool> which)
    {
        lock (_lock)
        {
            var taken = _waiting.Where(which).ToList();
            _waiting.RemoveAll(taken.Contains);
            return taken;
        }
    }

    private async ValueTask<bool> TryAsync(HdfsFile file, CancellationToken cancellationToken)
    {
        if (file.MayBeLonger && !await CutBackAsync(file, cancellationToken))
            return false;
        if (file.SafeLength == 0)
        {
            LookAgain(file);
            return true;
        }
        for (var taken = 0; file.Path != file.Target; taken++)
        {
            try
            {
                await files.RenameAsync(file.Path, file.Target, cancellationToken);
                break;
            }
            catch (FileExistsException) when (taken < MostTakenNames)
            {
                file.Rename(file.Path, file.Bucket.NextNames(options, extension).Target);
            }
        }
        context.Logger.LogDebug("Closed {Path} as {Target}", file.Path, file.Target);
        return true;
    }

    // First it gets another name in use: an append that a slow data node has not begun yet then finds no file.
    private async ValueTask<bool> CutBackAsync(HdfsFile file, CancellationToken cancellationToken)
    {
        if (file.SafeLength > 0)
        {
            // The same ones each time it is tried: it may have them already.
            var moved = file.Moved ??= file.Bucket.NextNames(options, extension);
            if (file.Path != moved.InUse)
                await files.RenameAsync(file.Path, moved.InUse, cancellationToken);
            file.Rename(moved.InUse, moved.Target);
        }
        file.MayBeLonger = !await files.CutBackAsync(file.Path, file.SafeLength, cancellationToken);
        return !file.MayBeLonger;
    }

    // A data node that was slow may still make the file that nobody waits for any more.
    private void LookAgain(HdfsFile file)
    {
        if (file.EndTries >= _mostTries - 1 || file.EndTries >= LooksForStrays)
            return;
        file.EndTries++;
        file.MayBeLonger = true;
        Wait(file, options.RetryInterval);
    }

    private void Postpone(HdfsFile file, Exception failure)
    {
        if (++file.EndTries >= _mostTries)
        {
            context.Logger.LogWarning("Unsuccessfully attempted to close {Path} {Tries} times; it stays under this name: {Failure}",
                file.Path, file.EndTries, failure.Message);
            return;
        }
        // Without what HDFS adds, which differs each time.
        var why = failure is RemoteException refusal ? refusal.Name : failure.Message;
        context.Problems.Report($"Closing {file.Path} failed. Will retry again in {options.RetryInterval} seconds. {why}", level: LogLevel.Warning);
        Wait(file, options.RetryInterval);
    }

    private void Wait(HdfsFile file, long seconds)
    {
        file.NextTry = context.Time.GetTimestamp() + (seconds * context.Time.TimestampFrequency);
        Add(file);
    }
}
