using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// Reads the events of one data directory, segment after segment, up to what is published; damage is told and passed over.
/// Remembers where events stand that were read and may still come back. Not thread-safe.
/// </summary>
internal sealed class LaneReader(Disk disk, Action<Damage> tell) : IDisposable
{
    private const long BytesBetweenMarks = 1 << 20;

    private readonly HeadersMemo _memo = new();
    private readonly Queue<(long Sequence, SegmentPosition Position)> _marks = new();
    private Segment _segment = null!;
    private SegmentReader? _reader;
    private long _offset;
    private SegmentPosition _waitingFrom;
    private SegmentPosition _lastMark;
    private RecordHeader _next;

    /// <summary>Begins at a place in front of which no event waits.</summary>
    public void Begin(Segment segment, long offset)
    {
        (_segment, _offset) = (segment, offset);
        _waitingFrom = _lastMark = segment.At(offset);
    }

    /// <summary>The number of the first event of the next record; false when nothing more is published.</summary>
    public bool TryPeek(out long sequence, out int count)
    {
        while (TryFindRecord())
        {
            (sequence, count) = (_segment.Header.FirstSequence + _next.Sequence, _next.Count);
            if (_next.Kind == RecordKind.Events)
                return true;
            Skip();
        }
        (sequence, count) = (0, 0);
        return false;
    }

    /// <summary>Adds the events of the record that was peeked, and goes on behind it; false, and none, when it is damaged.</summary>
    public bool TryRead(EventBatch into)
    {
        Mark(_segment.Header.FirstSequence + _next.Sequence, _offset);
        var before = into.Count;
        try
        {
            if (_reader!.TryReadContent(_offset, _next, out var payload))
            {
                EventsPayload.Read(payload, _next.Count, into, _memo);
                Skip();
                return true;
            }
        }
        catch (InvalidDataException) when (into.Count == before)
        {
        }
        TellDamage();
        return false;
    }

    /// <summary>Passes over the record that was peeked.</summary>
    public void Skip() => _offset += RecordHeader.Size + _next.Length;

    /// <summary>Goes on behind a record whose events were never on their way to the disk and back.</summary>
    public void MoveBehind(in RecordPlace place, long sequence)
    {
        if (!ReferenceEquals(_segment, place.Segment))
            Open(place.Segment);
        Mark(sequence, place.Start);
        _offset = place.End;
    }

    /// <summary>Where reading must begin again so that no event from a number on is missed.</summary>
    public SegmentPosition ReadFrom(long sequence)
    {
        while (_marks.TryPeek(out var mark) && mark.Sequence <= sequence)
            _waitingFrom = _marks.Dequeue().Position;
        return _waitingFrom;
    }

    public void Dispose() => _reader?.Dispose();

    private bool TryFindRecord()
    {
        while (true)
        {
            // The next segment first: once it is there, the end of this one is final.
            var following = _segment.Next;
            var end = _segment.End;
            if (_offset < end && TryOpen())
            {
                if (_reader!.TryReadHeader(_offset, end, out _next))
                    return true;
                TellDamage();
            }
            else if (following is null)
                return false;
            else
                Open(following);
        }
    }

    // False: nothing in it is needed any more.
    private bool TryOpen()
    {
        try
        {
            _reader ??= new SegmentReader(disk, _segment);
            return true;
        }
        catch (FileNotFoundException) when (_segment.IsGone)
        {
            return false;
        }
    }

    private void TellDamage()
    {
        var end = _reader!.FindRecord(_offset + 1, _segment.End, out _);
        tell(new Damage(_segment, _offset, end));
        _offset = end;
    }

    private void Open(Segment segment)
    {
        _reader?.Dispose();
        _reader = null;
        (_segment, _offset) = (segment, SegmentHeader.BlockSize);
    }

    private void Mark(long sequence, long offset)
    {
        var position = _segment.At(offset);
        if (position.Generation == _lastMark.Generation && offset - _lastMark.Offset < BytesBetweenMarks)
            return;
        _marks.Enqueue((sequence, position));
        _lastMark = position;
    }
}
