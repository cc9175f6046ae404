namespace FlumePlug.FileChannel.Tests;

/// <summary>A disk in memory that records every operation, fails where it is told to, and holds what a crash may leave.</summary>
internal sealed class RecordedDisk(ModelDisk? state = null) : Disk
{
    private readonly Lock _lock = new();
    private readonly ModelDisk _state = state ?? new ModelDisk();
    private readonly List<(Func<DiskOperation, bool> Matches, TaskCompletionSource Seen)> _awaited = [];
    private int _nextFile = (state?.Files.Keys.DefaultIfEmpty().Max() ?? 0) + 1;

    /// <summary>What happened, in order.</summary>
    public List<DiskOperation> Operations { get; } = [];

    public bool Records { get; init; } = true;

    /// <summary>Asked before every operation, may throw; for a write it may say how many bytes reach the disk first.</summary>
    public Func<DiskOperation, int?>? Fault { get; set; }

    /// <summary>Asked before every read, may throw.</summary>
    public Action? ReadFault { get; set; }

    public long Free { get; set; } = long.MaxValue / 2;

    public ModelDisk State
    {
        get
        {
            lock (_lock)
                return _state.Clone();
        }
    }

    public void Tell(string what, int put) => Do(new DiskOperation.Moment(what, put));

    /// <summary>Changes what is stored behind the channel's back.</summary>
    public void Change(Action<ModelDisk> change)
    {
        lock (_lock)
            change(_state);
    }

    /// <summary>Completes with the next operation that matches.</summary>
    public Task When(Func<DiskOperation, bool> matches)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((matches, seen));
            return seen.Task;
        }
    }

    public override DiskFile Open(string path, FileUse use)
    {
        lock (_lock)
        {
            if (use != FileUse.Read)
                Do(new DiskOperation.Create(path, _nextFile++));
            return _state.Names.TryGetValue(path, out var file) ? new OpenFile(this, file) : throw new FileNotFoundException(path);
        }
    }

    public override IReadOnlyList<string> List(string directory)
    {
        lock (_lock)
            return [.. _state.Names.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))];
    }

    public override void Rename(string from, string to)
    {
        lock (_lock)
            Do(new DiskOperation.Rename(from, to, _state.Names[from]));
    }

    public override void Delete(string path)
    {
        lock (_lock)
            if (_state.Names.ContainsKey(path))
                Do(new DiskOperation.Delete(path));
    }

    public override void FlushDirectory(string directory) => Do(new DiskOperation.FlushDirectory(directory));

    public override long FreeSpace(string directory) => Free;

    public override IDisposable Lock(string directory, string? owner) => new MemoryStream();

    private void Do(DiskOperation operation)
    {
        lock (_lock)
        {
            var reaching = operation is DiskOperation.Moment ? null : Fault?.Invoke(operation);
            if (reaching is { } bytes && operation is DiskOperation.Write write)
                operation = write with { Bytes = write.Bytes[..Math.Min(bytes, write.Bytes.Length)] };
            if (Records)
                Operations.Add(operation);
            _state.Apply(operation);
            foreach (var (_, seen) in _awaited.Where(one => one.Matches(operation)))
                seen.SetResult();
            _awaited.RemoveAll(one => one.Seen.Task.IsCompleted);
            if (reaching is not null)
                throw new IOException("The disk took a part of the bytes.");
        }
    }

    private sealed class OpenFile(RecordedDisk disk, int file) : DiskFile
    {
        public override long Length
        {
            get
            {
                lock (disk._lock)
                    return disk._state.File(file).Length;
            }
        }

        public override int Read(Span<byte> into, long offset)
        {
            lock (disk._lock)
            {
                disk.ReadFault?.Invoke();
                return disk._state.File(file).Read(into, offset);
            }
        }

        public override void Write(ReadOnlySpan<byte> bytes, long offset) =>
            disk.Do(new DiskOperation.Write(file, offset, bytes.ToArray()));

        public override void Flush() => disk.Do(new DiskOperation.Flush(file));

        public override void Preallocate(long length)
        {
            if (length > Length)
                disk.Do(new DiskOperation.SetLength(file, length));
        }

        public override void Truncate(long length) => disk.Do(new DiskOperation.SetLength(file, length));

        public override void Dispose()
        {
        }
    }
}
