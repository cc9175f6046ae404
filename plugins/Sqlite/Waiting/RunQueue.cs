using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>The waiting events that are in memory, in the order of their numbers. Holds a reference to each run's batch. Not thread-safe.</summary>
internal sealed class RunQueue
{
    private Run[] _ring = new Run[16];
    private int _head;
    private int _runs;

    public bool IsEmpty => _runs == 0;

    public long Bytes { get; private set; }

    /// <summary>Takes over a reference to the run's batch. A run that was taken before comes back to its place.</summary>
    public void Add(in Run added)
    {
        if (_runs == _ring.Length)
            Grow();
        Bytes += added.Bytes;
        // New events come last; those rolled back stood first.
        if (_runs > 0 && added.First < At(0).First)
        {
            _head = (_head + _ring.Length - 1) % _ring.Length;
            _runs++;
            At(0) = added;
            return;
        }
        var place = _runs++;
        for (; place > 0 && At(place - 1).First > added.First; place--)
            At(place) = At(place - 1);
        At(place) = added;
    }

    /// <summary>
    /// Takes up to <paramref name="max"/> events, at least one of which must be there; <paramref name="pieces"/> says which, as
    /// runs of the batch that is returned.
    /// </summary>
    public EventBatch Take(int max, List<Run> pieces)
    {
        var first = At(0);
        if (first.At == 0 && first.Count == first.Batch.Count && first.Count <= max && (_runs == 1 || At(1).Count > max - first.Count))
        {
            RemoveFirst();
            pieces.Add(first);
            return first.Batch;
        }
        var taken = EventBatch.Create();
        while (_runs > 0 && taken.Count < max)
        {
            first = At(0);
            var part = first.Head(Math.Min(first.Count, max - taken.Count));
            RemoveFirst();
            if (part.Count < first.Count)
                Add(first.Tail(part.Count));
            pieces.Add(part with { Batch = taken, At = taken.Count });
            taken.Add(first.Batch, first.At, part.Count);
            if (part.Count == first.Count)
                first.Batch.Dispose();
        }
        return taken;
    }

    public void Clear()
    {
        while (_runs > 0)
        {
            var first = At(0);
            RemoveFirst();
            first.Batch.Dispose();
        }
    }

    private ref Run At(int position) => ref _ring[(_head + position) % _ring.Length];

    private void RemoveFirst()
    {
        Bytes -= At(0).Bytes;
        At(0) = default;
        _head = (_head + 1) % _ring.Length;
        _runs--;
    }

    private void Grow()
    {
        var larger = new Run[_ring.Length * 2];
        for (var i = 0; i < _runs; i++)
            larger[i] = At(i);
        (_ring, _head) = (larger, 0);
    }
}
