using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary>Counts and checks the records of the segments, one segment after the other.</summary>
internal sealed class RecordSurvey(ChannelSurvey survey, IEventValidator? validator, bool readsEvents, ToolProgress progress,
    CancellationToken cancellationToken) : IRecordVisitor
{
    private readonly SequenceSet _rejected = new();
    private SurveyedSegment _at = null!;
    private HeadersMemo _memo = new();
    private long _lastNumber;
    private int _open;

    /// <summary>The events that the validator does not like, taken or not.</summary>
    public SequenceSet Rejected => _rejected;

    public void Run(Disk disk, SurveyedSegment surveyed, bool isOpen, long flushedTo)
    {
        var segment = surveyed.Segment;
        (_at, _memo) = (surveyed, new HeadersMemo());
        _lastNumber = Math.Max(_lastNumber, segment.Header.FirstSequence);
        survey.NextSequence = Math.Max(survey.NextSequence, segment.Header.FirstSequence);
        using var reader = new SegmentReader(disk, segment);
        var limit = isOpen ? Math.Max(surveyed.Length, flushedTo) : segment.End;
        surveyed.End = RecordWalk.Run(reader, SegmentHeader.BlockSize, limit, isOpen, this, flushedTo);
        if (isOpen && reader.HasContent(surveyed.End, limit))
            surveyed.Cut = limit - surveyed.End;
    }

    /// <summary>A lane begins: nothing is known of what stands in front of it.</summary>
    public void BeginLane(long firstNumber) => (_lastNumber, _open) = (firstNumber, survey.Findings.Count);

    /// <summary>A lane ends: numbers that are nowhere may have stood in what is damaged at its end.</summary>
    public void EndLane(long nextNumber) => Close(nextNumber);

    public bool TryVisit(SegmentReader reader, long offset, in RecordHeader header)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress.Did(RecordHeader.Size + header.Length);
        try
        {
            return header.Kind == RecordKind.Takes ? TryTakes(reader, offset, header) : TryEvents(reader, offset, header);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or OverflowException)
        {
            return false;
        }
    }

    public void Damaged(SegmentReader reader, long offset, long end)
    {
        _at.IsDamaged = true;
        survey.Counts.Corrupt++;
        // Its header is whole and it is all that is damaged here: then it is known what it was.
        var known = reader.TryReadHeader(offset, end, out var header) && offset + RecordHeader.Size + header.Length == end ? header : default;
        var first = known.Kind == RecordKind.Events ? reader.Segment.Header.FirstSequence + known.Sequence : _lastNumber;
        survey.Findings.Add(new Finding(Trouble.DamagedRecords, reader.Segment.Path, $"bytes {offset} to {end} are damaged")
        {
            Segment = reader.Segment,
            Offset = offset,
            Candidates = new(first, known.Kind == RecordKind.Events ? first + known.Count : known.Kind == RecordKind.Takes ? first : long.MaxValue),
            MayRepeat = known.Kind != RecordKind.Events && !IsInCheckpoint(reader.Segment, offset),
        });
        progress.Did(end - offset);
    }

    private bool TryTakes(SegmentReader reader, long offset, in RecordHeader header)
    {
        if (!_at.IsOpaque)
        {
            if (!reader.TryReadContent(offset, header, out var takes))
                return false;
            var taken = new SequenceSet();
            TakesPayload.Read(takes, header.Count, taken);
            foreach (var range in taken.Ranges)
                survey.Consumed.Add(range);
        }
        else if (!reader.TryReadPayload(offset, header, out _))
            return false;
        _at.TakeRecords++;
        survey.Counts.All++;
        return true;
    }

    private bool TryEvents(SegmentReader reader, long offset, in RecordHeader header)
    {
        var first = reader.Segment.Header.FirstSequence + header.Sequence;
        if (readsEvents && !TryRead(reader, offset, header, first))
            return false;
        Close(first);
        var numbers = new SequenceRange(first, first + header.Count);
        survey.Found.Add(numbers);
        _lastNumber = numbers.End;
        _at.Numbers = new(_at.Events == 0 ? first : _at.Numbers.First, numbers.End);
        _at.EventRecords++;
        _at.Events += header.Count;
        survey.Counts.All += header.Count;
        survey.Counts.Puts += header.Count;
        survey.NextSequence = Math.Max(survey.NextSequence, numbers.End);
        return true;
    }

    private bool TryRead(SegmentReader reader, long offset, in RecordHeader header, long first)
    {
        if (!reader.TryReadContent(offset, header, out var payload))
            return false;
        using var batch = EventBatch.Create();
        EventsPayload.Read(payload, header.Count, batch, _memo);
        for (var i = 0; i < batch.Count; i++)
            Judge(batch[i], first + i);
        return true;
    }

    private void Judge(in Event judged, long number)
    {
        try
        {
            if (validator?.IsValid(judged) is not false)
            {
                survey.Counts.Valid++;
                return;
            }
            survey.Counts.Invalid++;
        }
        // As in Flume: an event that the validator cannot look at is not a good one, whatever went wrong.
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            survey.Counts.Thrown++;
        }
        _rejected.Add(new(number, number + 1));
    }

    // Damage in this lane lies between the numbers around it.
    private void Close(long number)
    {
        for (; _open < survey.Findings.Count; _open++)
            if (survey.Findings[_open] is { Candidates.End: long.MaxValue } open)
                survey.Findings[_open] = open with { Candidates = open.Candidates with { End = number } };
    }

    private bool IsInCheckpoint(Segment segment, long offset) => survey.Checkpoint is { } checkpoint
        && checkpoint.WrittenTo.Any(position => position.Generation > segment.Header.Generation || segment.Is(position) && offset < position.Offset);
}
