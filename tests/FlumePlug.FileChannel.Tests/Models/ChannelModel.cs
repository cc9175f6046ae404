namespace FlumePlug.FileChannel.Tests;

/// <summary>What must, and what may, come out of a channel, kept beside it.</summary>
internal sealed class ChannelModel
{
    private readonly List<int> _counts = [];
    private readonly SortedSet<TakenEvent> _waiting = [];
    private readonly SortedSet<TakenEvent> _taken = [];
    private readonly SortedSet<TakenEvent> _unlogged = [];
    private readonly SortedSet<TakenEvent> _refused = [];
    private readonly SortedSet<TakenEvent> _possible = [];
    private readonly SortedSet<TakenEvent> _doubtful = [];
    private readonly SortedSet<TakenEvent> _forgettable = [];

    /// <summary>The number of the next put.</summary>
    public int Next => _counts.Count;

    /// <summary>Events that were acknowledged and did not come out although damage explains it.</summary>
    public int Lost { get; private set; }

    public void Began(int events) => _counts.Add(events);

    /// <summary>Acknowledged. The segment that refused puts are in ended before it.</summary>
    public void Stored(int put)
    {
        _waiting.UnionWith(EventsOf(put));
        _refused.RemoveWhere(one => one.Put < put);
    }

    /// <summary>Refused after something may have been written: it may come after a restart, unless a put after it is stored before.</summary>
    public void Refused(int put) => _refused.UnionWith(EventsOf(put));

    public void TakesAreLogged() => _unlogged.Clear();

    /// <summary>Started again: what was refused and yet is in a file is stored, and takes that were not written down may come again.</summary>
    public void Started()
    {
        _possible.UnionWith(_refused);
        _refused.Clear();
        _possible.UnionWith(_unlogged);
    }

    /// <summary>Damage: these may not come any more.</summary>
    public void Damaged(IEnumerable<TakenEvent> events) => _doubtful.UnionWith(events);

    /// <summary>Damage: only checkpoints may know any more what was taken.</summary>
    public void TakesDamaged() => _forgettable.UnionWith(_taken);

    /// <summary>Damage to anything: a checkpoint that alone knew what was taken may be what it hit.</summary>
    public void Hurt() => _possible.UnionWith(_forgettable);

    /// <summary>What was stored since the last flush may not come any more.</summary>
    public void Unflushed(IEnumerable<int> puts)
    {
        foreach (var put in puts)
            _doubtful.UnionWith(EventsOf(put));
    }

    /// <summary>Why a take, asked for up to that many events, cannot be; null when it can.</summary>
    public string? Judge(IReadOnlyList<TakenEvent> seen, int max)
    {
        for (var i = 0; i < seen.Count; i++)
        {
            if (i > 0 && seen[i].CompareTo(seen[i - 1]) <= 0)
                return $"{seen[i]} comes behind {seen[i - 1]}";
            if (!_waiting.Contains(seen[i]) && !_possible.Contains(seen[i]))
                return $"{seen[i]} comes although it was " + (_taken.Contains(seen[i]) ? "taken" : "never stored");
        }
        if (seen.Count > max)
            return $"{seen.Count} events come where {max} were asked for";
        var last = seen.Count == max ? seen[^1] : new TakenEvent(int.MaxValue, 0);
        foreach (var one in _waiting.Except(seen).Where(one => one.CompareTo(last) < 0))
            if (!_doubtful.Contains(one))
                return $"{one} was acknowledged and does not come";
        return null;
    }

    public void Took(IReadOnlyList<TakenEvent> seen)
    {
        if (seen.Count == 0)
            return;
        // What is in front of it did not come: it is not there.
        Lost += _waiting.RemoveWhere(one => one.CompareTo(seen[^1]) < 0 && !seen.Contains(one));
        _possible.RemoveWhere(one => one.CompareTo(seen[^1]) <= 0);
        _waiting.ExceptWith(seen);
        _taken.UnionWith(seen);
        _unlogged.UnionWith(seen);
    }

    public void Ended()
    {
        Lost += _waiting.Count;
        _waiting.Clear();
    }

    private IEnumerable<TakenEvent> EventsOf(int put) => Enumerable.Range(0, _counts[put]).Select(index => new TakenEvent(put, index));
}
