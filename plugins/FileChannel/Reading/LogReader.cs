using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// Gives the events of the log in the order of their numbers, each to one take, until it comes back. Safe for concurrent
/// calls; takes wait for each other while one reads the disk.
/// </summary>
internal sealed class LogReader : IDisposable
{
    private const long MostBytesAhead = 256 << 10;

    private readonly Lock _lock = new();
    private readonly EventPieces _front = new();
    private readonly RecentPuts _recent = new();
    private readonly LaneReader[] _lanes;
    private readonly SequenceSet _consumed;
    private readonly Action<SequenceRange> _lost;
    private long _next;
    private long _tail;
    private bool _closed;

    /// <param name="lost">Told the numbers of events that are not in the files although they should be.</param>
    public LogReader(Disk disk, StoreSettings settings, RecoveredLog recovered, Action<Damage> damaged, Action<SequenceRange> lost)
    {
        _lost = lost;
        _consumed = recovered.Consumed.Copy();
        _next = _consumed.EndOf(0);
        _tail = recovered.NextSequence;
        _lanes = [.. settings.DataDirectories.Select(_ => new LaneReader(disk, damaged))];
        for (var i = 0; i < _lanes.Length; i++)
        {
            var (segment, offset) = recovered.ReadFrom(settings.DataDirectories[i]);
            _lanes[i].Begin(segment, offset);
        }
    }

    public bool HasEvents
    {
        get
        {
            lock (_lock)
                return !_closed && (!_front.IsEmpty || _next < Volatile.Read(ref _tail));
        }
    }

    /// <summary>Puts that are stored may be taken.</summary>
    public void Publish(List<FilePut> puts, long tail)
    {
        foreach (var put in puts)
            _recent.Add(put);
        // A full fence: whoever joined the waiters before sees it, whoever joins later is seen.
        Interlocked.Exchange(ref _tail, tail);
    }

    /// <summary>Fills a take with up to that many events; false when there is none.</summary>
    public bool TryTake(FileTake take, int max)
    {
        lock (_lock)
        {
            try
            {
                while (!_closed && take.Count < max && (!_front.IsEmpty || TryLoad(max - take.Count)))
                    take.Add(_front.Take(max - take.Count));
            }
            catch (Exception unreadable) when (take.Count > 0 && unreadable is IOException or UnauthorizedAccessException)
            {
                // What was found before goes out; the next take tells.
            }
            return take.Count > 0;
        }
    }

    /// <summary>A take was rolled back: its events are the next ones again. The caller's references pass over.</summary>
    public void PutBack(ReadOnlySpan<EventPiece> pieces)
    {
        lock (_lock)
        {
            foreach (var piece in pieces)
                if (_closed)
                    piece.Batch.Dispose();
                else
                    _front.Add(piece);
        }
    }

    /// <summary>For each directory, where reading must begin again so that no event from a number on is missed.</summary>
    public IReadOnlyList<SegmentPosition> ReadFrom(long sequence)
    {
        lock (_lock)
            return [.. _lanes.Select(lane => lane.ReadFrom(sequence))];
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _front.Dispose();
            _recent.Dispose();
            foreach (var lane in _lanes)
                lane.Dispose();
        }
    }

    // Brings the next events to the front.
    private bool TryLoad(int max)
    {
        var tail = Volatile.Read(ref _tail);
        while (_front.IsEmpty)
        {
            _next = _consumed.EndOf(_next);
            if (_next >= tail)
                return false;
            if (_recent.TryTake(_next, _lanes, out var piece))
            {
                _next = piece.End;
                _front.Add(piece);
            }
            else
                ReadRecords(max, tail);
        }
        return true;
    }

    // Records with consecutive numbers, as far as they are wanted now, into one batch.
    private void ReadRecords(int max, long tail)
    {
        using var batch = EventBatch.Create();
        var (first, start) = (_next, 0);
        long bytes = 0;
        try
        {
            while (batch.Count - start < max && bytes < MostBytesAhead && _next < tail)
            {
                var lane = FirstOf(out var sequence, out var count);
                if (lane is null || sequence > _next)
                {
                    if (batch.Count > start)
                        break;
                    var end = lane is null ? tail : Math.Min(sequence, tail);
                    Lose(new(_next, end));
                    first = _next = end;
                    continue;
                }
                if (sequence + count <= _next)
                {
                    lane.Skip();
                    continue;
                }
                if (batch.Count > 0 && _recent.Has(sequence))
                    break;
                var before = batch.Count;
                if (!lane.TryRead(batch))
                    continue;
                if (before == 0)
                    start = (int)(_next - sequence);
                bytes += BytesOf(batch.Events[before..]);
                _next = sequence + count;
            }
        }
        finally
        {
            Split(batch, start, new(first, first + batch.Count - start));
        }
    }

    private static long BytesOf(ReadOnlySpan<Event> events)
    {
        long bytes = 0;
        foreach (ref readonly var read in events)
            bytes += read.Body.Length;
        return bytes;
    }

    // Those that were taken before a restart are left out.
    private void Split(EventBatch batch, int start, SequenceRange range)
    {
        for (var number = _consumed.EndOf(range.First); number < range.End; number = _consumed.EndOf(number))
        {
            var end = Math.Min(range.End, _consumed.NextIn(number));
            _front.Add(new EventPiece(batch.Retain(), start + (int)(number - range.First), (int)(end - number), number));
            number = end;
        }
    }

    private void Lose(SequenceRange missing)
    {
        foreach (var numbers in _consumed.Outside(missing))
            _lost(numbers);
    }

    private LaneReader? FirstOf(out long sequence, out int count)
    {
        (LaneReader? first, sequence, count) = (null, long.MaxValue, 0);
        foreach (var lane in _lanes)
            if (lane.TryPeek(out var own, out var events) && own < sequence)
                (first, sequence, count) = (lane, own, events);
        return first;
    }
}
