namespace FlumePlug.FileChannel;

/// <summary>Which events were taken for good, and which of them the log does not say yet. Safe for concurrent calls.</summary>
internal sealed class TakenEvents(SequenceSet consumed)
{
    private readonly Lock _lock = new();
    private readonly SequenceSet _consumed = consumed;
    private SequenceSet _unlogged = new();

    /// <summary>The number of the oldest event that was not taken for good.</summary>
    public long Head
    {
        get
        {
            lock (_lock)
                return _consumed.EndOf(0);
        }
    }

    /// <summary>How many events were taken for good.</summary>
    public long Count { get; private set; } = consumed.Count;

    public bool HasUnlogged
    {
        get
        {
            lock (_lock)
                return !_unlogged.IsEmpty;
        }
    }

    /// <summary>True when these are the first that the log does not say.</summary>
    public bool Add(ReadOnlySpan<EventPiece> pieces)
    {
        lock (_lock)
        {
            var first = _unlogged.IsEmpty;
            foreach (var piece in pieces)
                Add(new SequenceRange(piece.First, piece.End));
            return first;
        }
    }

    /// <summary>Events that are lost are as good as taken.</summary>
    public bool Add(SequenceRange lost, out long added)
    {
        lock (_lock)
        {
            var first = _unlogged.IsEmpty;
            added = Add(lost);
            return first;
        }
    }

    /// <summary>Hands out what the log does not say; to be put back if it cannot be written.</summary>
    public SequenceSet TakeUnlogged()
    {
        lock (_lock)
        {
            var unlogged = _unlogged;
            _unlogged = new SequenceSet();
            return unlogged;
        }
    }

    public void PutBackUnlogged(SequenceSet unlogged)
    {
        lock (_lock)
            foreach (var range in unlogged.Ranges)
                _unlogged.Add(range);
    }

    public SequenceSet Copy()
    {
        lock (_lock)
            return _consumed.Copy();
    }

    private long Add(SequenceRange range)
    {
        var added = _consumed.Add(range);
        _unlogged.Add(range);
        Count += added;
        return added;
    }
}
