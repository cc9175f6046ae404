using FlumePlug.Hdfs.FileSystems;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hdfs.Files;

/// <summary>
/// The files that wait for an append or for their end: each append covers all that came for its file since the last one.
/// </summary>
internal sealed class PendingAppends(
    IFileSystem files, Calls calls, FileEndings endings, HdfsOptions options, string extension, ComponentContext context)
{
    private const int MostTakenNames = 1000;

    private readonly Counter _created = context.Counters[CounterNames.ConnectionCreatedCount];
    private readonly Counter _failed = context.Counters[CounterNames.ConnectionFailedCount];
    private readonly List<HdfsFile> _files = [];

    /// <summary>Bytes of events that wait.</summary>
    public long Bytes { get; set; }

    /// <summary>When the oldest of them came.</summary>
    public long Since { get; private set; }

    public bool IsEmpty => _files.Count == 0;

    /// <summary>Takes a file in, once; <paramref name="take"/> is the oldest with bytes for it.</summary>
    public void Add(HdfsFile file, int take)
    {
        if (file.IsPending)
            return;
        if (_files.Count == 0)
            Since = context.Time.GetTimestamp();
        (file.IsPending, file.FirstTake) = (true, take);
        _files.Add(file);
    }

    /// <summary>Appends everything, and ends the files that get no more events.</summary>
    /// <returns>The failure, if there was one; then every file that still waits is to be given up.</returns>
    public async ValueTask<Exception?> AppendAsync(CancellationToken cancellationToken)
    {
        // While those that failed fail again, the others are not written: their events would come twice.
        var failing = _files.FindAll(file => file.Bucket.IsFailing);
        if (failing.Count > 0 && await AppendAsync(failing, cancellationToken) is { } still)
            return still;
        var failure = await AppendAsync(_files.FindAll(file => file.IsPending), cancellationToken);
        if (failure is null)
        {
            _files.Clear();
            Bytes = 0;
        }
        return failure;
    }

    /// <summary>Forgets what waits, because its events come again.</summary>
    /// <returns>The files that waited, and the oldest take of theirs.</returns>
    public (List<HdfsFile> Files, int FirstTake) GiveUp()
    {
        var given = _files.FindAll(file => file.IsPending);
        _files.Clear();
        Bytes = 0;
        foreach (var file in given)
        {
            file.Buffer.Clear();
            (file.IsPending, file.IsEnding, file.Format) = (false, true, null);
        }
        return (given, given.Select(file => file.FirstTake).DefaultIfEmpty(int.MaxValue).Min());
    }

    private async ValueTask<Exception?> AppendAsync(List<HdfsFile> pending, CancellationToken cancellationToken)
    {
        if (pending.Count == 1)
            return await AppendAsync(pending[0], cancellationToken);
        Exception? failure = null;
        var degree = new ParallelOptions { MaxDegreeOfParallelism = options.ThreadsPoolSize };
        await Parallel.ForEachAsync(pending, degree, async (file, _) =>
        {
            if (await AppendAsync(file, cancellationToken) is { } failed)
                Interlocked.CompareExchange(ref failure, failed, null);
        });
        return failure;
    }

    private async ValueTask<Exception?> AppendAsync(HdfsFile file, CancellationToken cancellationToken)
    {
        try
        {
            file.Format?.End(file.IsEnding);
            if (file.Events > 0 && file.Buffer.Length > 0)
                await AppendBufferAsync(file, cancellationToken);
            (file.IsPending, file.Bucket.IsFailing) = (false, false);
        }
        catch (Exception failure)
        {
            _failed.Increment();
            file.Bucket.IsFailing = true;
            return failure;
        }
        if (file.IsEnding)
            await endings.EndAsync(file, cancellationToken);
        return null;
    }

    private void TakeNextName(HdfsFile file)
    {
        var (path, target) = file.Bucket.NextNames(options, extension);
        file.Rename(path, target);
    }

    private async ValueTask AppendBufferAsync(HdfsFile file, CancellationToken cancellationToken)
    {
        for (var taken = 0; ; taken++)
        {
            var create = file.SafeLength == 0;
            try
            {
                file.MayBeLonger = true;
                var replicas = await calls.RunAsync(file.Path, token => files.AppendAsync(file.Path, file.Buffer, create, token), cancellationToken);
                file.Bucket.IsUnderReplicated = replicas < (options.MinBlockReplicas ?? 0);
                break;
            }
            catch (FileExistsException) when (create && taken < MostTakenNames)
            {
                TakeNextName(file);
            }
            catch (PathRefusedException refusal) when (file.Bucket.TakeRefuge())
            {
                TakeNextName(file);
                context.Problems.Report($"No file can be made where headers have it; such events go to {file.Target[..file.Target.LastIndexOf('/')]}.",
                    refusal, LogLevel.Warning);
            }
        }
        if (file.SafeLength == 0)
        {
            _created.Increment();
            context.Logger.LogDebug("Created {Path}", file.Path);
        }
        file.MayBeLonger = false;
        file.SafeLength += file.Buffer.Length;
        file.Buffer.Clear();
        file.LastAppend = context.Time.GetTimestamp();
    }
}
