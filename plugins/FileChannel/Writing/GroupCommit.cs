using System.Diagnostics;

namespace FlumePlug.FileChannel;

/// <summary>What the writing thread does besides storing puts.</summary>
[Flags]
internal enum Duties
{
    None = 0,

    /// <summary>Takes waited long enough for a put to go with.</summary>
    LogTakes = 1,

    /// <summary>What was written without a flush is flushed.</summary>
    Flush = 2,

    Checkpoint = 4,
}

/// <summary>What the writing thread works for; called by it alone. Never throws.</summary>
internal interface IGroupTarget
{
    /// <summary>Stores a group, with the takes that are known, and answers its puts.</summary>
    void Store(List<FilePut> group);

    /// <summary>Between groups: what is due.</summary>
    void Tend(Duties due);

    /// <summary>The last call.</summary>
    void Close();
}

/// <summary>
/// The thread that writes: all puts that came while it was writing become one group, with one write and one flush. Takes go
/// with the next group, or alone after <see cref="TakesWaitAtMost"/>; checkpoints are written between groups.
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    /// <summary>Half of what is promised, so that the flush has the other half.</summary>
    public static readonly TimeSpan TakesWaitAtMost = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private readonly Queue<FilePut> _waiting = new();
    private readonly List<FilePut> _group = [];
    private readonly IGroupTarget _target;
    private readonly Thread _thread;
    private readonly ITimer _takes;
    private readonly ITimer _flushes;
    private readonly ITimer _checkpoints;
    private Duties _due;
    private int _came;
    private bool _stopping;
    private bool _started;

    public GroupCommit(string name, IGroupTarget target, TimeProvider time, StoreSettings settings)
    {
        _target = target;
        _thread = new Thread(Run) { IsBackground = true, Name = $"file channel {name}" };
        var flushes = settings.FlushEachGroup ? Timeout.InfiniteTimeSpan : settings.FlushInterval;
        _takes = time.CreateTimer(_ => Wake(Duties.LogTakes), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _flushes = time.CreateTimer(_ => Wake(Duties.Flush), null, flushes, flushes);
        _checkpoints = time.CreateTimer(_ => Wake(Duties.Checkpoint), null, settings.CheckpointInterval, settings.CheckpointInterval);
    }

    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>The put is answered when its group is on the disk.</summary>
    public bool TryAdd(FilePut put)
    {
        lock (_gate)
        {
            if (_stopping || !_started)
                return false;
            _waiting.Enqueue(put);
            Volatile.Write(ref _came, _waiting.Count);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>There are takes that the log does not say.</summary>
    public void TakesCame() => _takes.Change(TakesWaitAtMost, Timeout.InfiniteTimeSpan);

    /// <summary>Stores what waits, closes the log and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            Monitor.Pulse(_gate);
        }
        _takes.Dispose();
        _flushes.Dispose();
        _checkpoints.Dispose();
        if (_started)
            _thread.Join();
    }

    private void Wake(Duties due)
    {
        lock (_gate)
        {
            _due |= due;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Next() is { } due)
        {
            var (puts, since) = (_group.Count, Stopwatch.GetTimestamp());
            if (puts > 0 || due.HasFlag(Duties.LogTakes))
                _target.Store(_group);
            var took = Stopwatch.GetElapsedTime(since);
            _group.Clear();
            _target.Tend(due);
            Gather(puts, CommitPolicy.Patience(puts, took));
        }
        _target.Close();
    }

    // Too short for a timer: others are let run instead.
    private void Gather(int puts, TimeSpan patience)
    {
        for (var since = Stopwatch.GetTimestamp(); patience > TimeSpan.Zero && Volatile.Read(ref _came) < puts; Thread.Yield())
            if (Stopwatch.GetElapsedTime(since) > patience)
                return;
    }

    private Duties? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && _due == Duties.None && !_stopping)
                Monitor.Wait(_gate);
            var due = _due;
            _due = Duties.None;
            CommitPolicy.Fill(_group, _waiting);
            Volatile.Write(ref _came, _waiting.Count);
            return _group.Count == 0 && _stopping ? null : due;
        }
    }
}
