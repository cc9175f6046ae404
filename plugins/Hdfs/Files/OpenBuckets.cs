using FlumePlug.Hdfs.FileSystems;
using FlumePlug.Hdfs.Formats;
using FlumePlug.Hdfs.Naming;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hdfs.Files;

/// <summary>The buckets with a file in use, and when these files end: by events, size, replicas, age, idleness and number.</summary>
internal sealed class OpenBuckets(
    BucketNames<Bucket> names, string? refuge, EventTimes times, FileFormats formats, PendingAppends pending, HdfsOptions options, ComponentContext context)
{
    private readonly Dictionary<(string Directory, string Prefix), Bucket> _buckets = [];
    private readonly long _rollTicks = Math.Max(options.RollInterval, 0) * context.Time.TimestampFrequency;
    private readonly long _idleTicks = Math.Max(options.IdleTimeout, 0) * context.Time.TimestampFrequency;
    private long _nextLook = long.MinValue;
    private long _uses;

    /// <summary>Writes the events of a batch to the buffers of their files.</summary>
    public void Write(EventBatch batch, int take)
    {
        var now = times.Now;
        var (start, current) = (0, (HdfsFile?)null);
        var (events, bytes) = (0L, 0L);
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var written = ref batch[i];
            var bucket = names.Find(written.Headers, now, MakeBucket);
            if (bucket.File is not { } file || file != current || IsFull(events, bytes))
            {
                if (current is not null)
                    WriteRun(current, batch, start, i - start, take);
                start = i;
                current = FileOf(bucket, take);
                (events, bytes) = (current.Events, current.BodyBytes);
            }
            events++;
            bytes += written.Body.Length;
        }
        if (current is not null)
            WriteRun(current, batch, start, batch.Count - start, take);
    }

    /// <summary>Ends the files whose time has come; their bytes and names wait for the next append.</summary>
    public void EndDue(int take)
    {
        var now = context.Time.GetTimestamp();
        if (now < _nextLook || (_rollTicks == 0 && _idleTicks == 0))
            return;
        // A quarter of a second late at most, however many files there are.
        _nextLook = now + (context.Time.TimestampFrequency / 4);
        foreach (var bucket in _buckets.Values.Where(bucket => IsDue(bucket.File, now)).ToList())
            Leave(bucket, take);
    }

    /// <summary>Ends every file.</summary>
    public void EndAll(int take)
    {
        foreach (var bucket in _buckets.Values.ToList())
            Leave(bucket, take);
    }

    private bool IsFull(long events, long bytes) =>
        (options.RollCount > 0 && events >= options.RollCount) || (options.RollSize > 0 && bytes >= options.RollSize);

    private bool IsDue(HdfsFile? file, long now) => file is not null
        && ((_rollTicks > 0 && now - file.Began >= _rollTicks) || (_idleTicks > 0 && !file.IsPending && now - file.LastAppend >= _idleTicks));

    private void WriteRun(HdfsFile file, EventBatch batch, int start, int count, int take)
    {
        if (count == 0)
            return;
        pending.Add(file, take);
        var before = file.BodyBytes;
        file.Write(batch, start, count);
        pending.Bytes += file.BodyBytes - before;
    }

    private HdfsFile FileOf(Bucket bucket, int take)
    {
        bucket.LastUsed = ++_uses;
        if (bucket.File is { } file)
        {
            var forReplicas = bucket.RollsForReplicas(text => context.Problems.Report(text, level: LogLevel.Warning));
            if (!forReplicas && !IsFull(file.Events, file.BodyBytes))
                return file;
            End(file, take);
        }
        var (path, target) = bucket.NextNames(options, formats.Extension);
        var now = context.Time.GetTimestamp();
        file = new HdfsFile(bucket, path, target) { Began = now, LastAppend = now };
        file.Format = formats.Begin(file.Buffer);
        return bucket.File = file;
    }

    private Bucket MakeBucket(string directory, string prefix)
    {
        if (_buckets.TryGetValue((directory, prefix), out var bucket))
            return bucket;
        if (_buckets.Count >= options.MaxOpenFiles)
            Leave(_buckets.Values.MinBy(one => one.LastUsed)!, take: 0);
        bucket = new Bucket(directory, prefix, times.Now, refuge);
        _buckets.Add((directory, prefix), bucket);
        return bucket;
    }

    // As in Flume, the bucket is new when it comes again, and counts from the time at which it does.
    private void Leave(Bucket bucket, int take)
    {
        foreach (var (name, _) in _buckets.Where(one => one.Value == bucket).ToList())
            _buckets.Remove(name);
        names.Forget(bucket);
        if (bucket.File is { } file)
            End(file, take);
        bucket.File = null;
    }

    private void End(HdfsFile file, int take)
    {
        file.IsEnding = true;
        pending.Add(file, take);
    }
}
