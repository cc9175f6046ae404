namespace FlumePlug.FileChannel;

/// <summary>The numbers of events from <see cref="First"/> up to, not including, <see cref="End"/>.</summary>
internal readonly record struct SequenceRange(long First, long End)
{
    public long Count => End - First;
}

/// <summary>A set of events' sequence numbers as ranges that neither touch nor overlap, in order. Not thread-safe.</summary>
internal sealed class SequenceSet
{
    private readonly List<SequenceRange> _ranges = [];

    public IReadOnlyList<SequenceRange> Ranges => _ranges;

    /// <summary>One more than the largest number; 0 where there is none.</summary>
    public long End => _ranges.Count == 0 ? 0 : _ranges[^1].End;

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>How many numbers are in the set.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (var range in _ranges)
                count += range.Count;
            return count;
        }
    }

    /// <summary>Adds a range and returns how many of its numbers were new.</summary>
    public long Add(SequenceRange added)
    {
        if (added.Count <= 0)
            return 0;
        var from = FirstEndingAtOrBehind(added.First);
        var to = from;
        var merged = added;
        long known = 0;
        for (; to < _ranges.Count && _ranges[to].First <= added.End; to++)
        {
            var range = _ranges[to];
            merged = new(Math.Min(merged.First, range.First), Math.Max(merged.End, range.End));
            known += Math.Max(0, Math.Min(range.End, added.End) - Math.Max(range.First, added.First));
        }
        if (to == from)
            _ranges.Insert(from, merged);
        else
        {
            _ranges[from] = merged;
            _ranges.RemoveRange(from + 1, to - from - 1);
        }
        return added.Count - known;
    }

    /// <summary>The end of the range that holds a number; the number itself when it is not in the set.</summary>
    public long EndOf(long number)
    {
        var index = FirstEndingAtOrBehind(number);
        return index < _ranges.Count && _ranges[index].First <= number ? _ranges[index].End : number;
    }

    /// <summary>The first number in the set at or behind one; the largest number there is when there is none.</summary>
    public long NextIn(long number)
    {
        var index = FirstEndingAtOrBehind(number);
        if (index < _ranges.Count && _ranges[index].End == number)
            index++;
        return index < _ranges.Count ? Math.Max(number, _ranges[index].First) : long.MaxValue;
    }

    /// <summary>The numbers of a range that are not in the set; it may be added to meanwhile, in front of what comes.</summary>
    public IEnumerable<SequenceRange> Outside(SequenceRange within)
    {
        for (var number = EndOf(within.First); number < within.End; number = EndOf(number))
        {
            var end = Math.Min(within.End, NextIn(number));
            yield return new(number, end);
            number = end;
        }
    }

    public void Clear() => _ranges.Clear();

    public SequenceSet Copy()
    {
        var copy = new SequenceSet();
        copy._ranges.AddRange(_ranges);
        return copy;
    }

    // Most additions come near the one before, at the front or at the back; the search is for the rest.
    private int FirstEndingAtOrBehind(long number)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].End < number)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
