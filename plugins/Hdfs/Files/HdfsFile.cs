using FlumePlug.Hdfs.Formats;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Files;

/// <summary>
/// A file in use. Events become bytes in its buffer at once; an append makes them safe, and only what is safe counts: after a
/// failure the file is cut back to it and ended, and the events come again into another one.
/// </summary>
internal sealed class HdfsFile(Bucket bucket, string path, string target)
{
    public Bucket Bucket { get; } = bucket;

    /// <summary>Where it is while it is written.</summary>
    public string Path { get; private set; } = path;

    /// <summary>What it is called when it has ended.</summary>
    public string Target { get; private set; } = target;

    public AppendBuffer Buffer { get; } = new();

    /// <summary>Null when it was given up: it gets no more bytes.</summary>
    public IFileFormat? Format { get; set; }

    /// <summary>The bytes that closed appends have put into it.</summary>
    public long SafeLength { get; set; }

    /// <summary>Whether it may be longer than what is safe, because an append was begun and nobody knows what came of it.</summary>
    public bool MayBeLonger { get; set; }

    /// <summary>The names that it gets before it is cut back.</summary>
    public (string InUse, string Target)? Moved { get; set; }

    public long Events { get; private set; }

    /// <summary>Bytes of bodies.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>When its first event came.</summary>
    public long Began { get; init; }

    /// <summary>When the last append ended.</summary>
    public long LastAppend { get; set; }

    /// <summary>The oldest take with bytes in the buffer.</summary>
    public int FirstTake { get; set; }

    /// <summary>Whether it waits for an append, or to be ended.</summary>
    public bool IsPending { get; set; }

    /// <summary>Whether it gets no more events.</summary>
    public bool IsEnding { get; set; }

    /// <summary>How often ending it has failed.</summary>
    public int EndTries { get; set; }

    /// <summary>When to try again.</summary>
    public long NextTry { get; set; }

    public void Write(EventBatch batch, int start, int count)
    {
        if (count == batch.Count)
        {
            Format!.Write(batch);
        }
        else
        {
            using var part = EventBatch.Create();
            part.Add(batch, start, count);
            Format!.Write(part);
        }
        Events += count;
        foreach (ref readonly var written in batch.Events.Slice(start, count))
            BodyBytes += written.Body.Length;
    }

    /// <summary>Takes other names.</summary>
    public void Rename(string path, string target) => (Path, Target) = (path, target);
}
