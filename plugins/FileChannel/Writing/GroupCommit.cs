using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

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
    private readonly ITimer _periodic;
    private bool _takesAreDue;
    private bool _roundIsDue;
    private bool _stopping;
    private bool _started;

    public GroupCommit(string name, IGroupTarget target, TimeProvider time, TimeSpan period)
    {
        _target = target;
        _thread = new Thread(Run) { IsBackground = true, Name = $"file channel {name}" };
        _takes = time.CreateTimer(static self => ((GroupCommit)self!).Wake(takes: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _periodic = time.CreateTimer(static self => ((GroupCommit)self!).Wake(takes: false), this, period, period);
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
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>There are takes that the log does not say.</summary>
    public void TakesCame() => _takes.Change(TakesWaitAtMost, Timeout.InfiniteTimeSpan);

    /// <summary>Stores what waits, closes the log and ends.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            Monitor.Pulse(_gate);
        }
        Dispose();
        if (_started)
            _thread.Join();
    }

    public void Dispose()
    {
        _takes.Dispose();
        _periodic.Dispose();
    }

    private void Wake(bool takes)
    {
        lock (_gate)
        {
            (_takesAreDue, _roundIsDue) = (_takesAreDue || takes, _roundIsDue || !takes);
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Next(out var takes, out var round))
        {
            if (_group.Count > 0 || takes)
                _target.Store(_group);
            _group.Clear();
            _target.Tend(round);
        }
        _target.Close();
    }

    private bool Next(out bool takes, out bool round)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_takesAreDue && !_roundIsDue && !_stopping)
                Monitor.Wait(_gate);
            (takes, round) = (_takesAreDue, _roundIsDue);
            (_takesAreDue, _roundIsDue) = (false, false);
            CommitPolicy.Fill(_group, _waiting);
            return _group.Count > 0 || !_stopping;
        }
    }
}

/// <summary>What the writing thread works for; called by it alone.</summary>
internal interface IGroupTarget
{
    /// <summary>Stores a group, with the takes that are known, and answers its puts. Never throws.</summary>
    void Store(List<FilePut> group);

    /// <summary>Between groups: checkpoints, and what is due now and then. Never throws.</summary>
    void Tend(bool round);

    /// <summary>The last call.</summary>
    void Close();
}
