using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>
/// The events that wait, oldest first, as runs of whole batches: large puts are kept as they came, small ones are copied
/// together so that a batch of one does not hold a buffer of its own. Not thread-safe.
/// </summary>
internal sealed class EventRuns
{
    private const int SmallPut = 64;
    private const int FullTail = 1000;

    // Runs of one receive share its memory, so that a small part of it is kept without a copy while only so much is kept in all.
    private const long FreelyKept = 1024 * 1024;

    private readonly record struct Run(EventBatch Batch, int Start, int Count, long Kept);

    private Run[] _ring = new Run[16];
    private int _head;
    private int _runs;
    private EventBatch? _tail;
    private long _kept;

    public int Count { get; private set; }

    /// <summary>Appends the first events of a batch: retained, or copied where keeping its memory would cost more.</summary>
    public void Append(EventBatch batch, int count)
    {
        if (count == 0)
            return;
        Count += count;
        if (count > SmallPut && !KeepsTooMuch(batch, count))
        {
            _tail = null;
            AddLast(new Run(batch.Retain(), 0, count, batch.RetainedBytes));
            return;
        }
        if (_tail is null || _tail.Count + count > FullTail)
        {
            _tail = EventBatch.Create();
            AddLast(new Run(_tail, 0, 0, 0));
        }
        _tail.AddCopies(batch, 0, count);
        ref var last = ref _ring[(_head + _runs - 1) % _ring.Length];
        last = last with { Count = last.Count + count };
    }

    /// <summary>Gives taken events back to the front; takes over the reference.</summary>
    public void PutBack(EventBatch batch)
    {
        Count += batch.Count;
        if (_runs == _ring.Length)
            Grow();
        _head = (_head + _ring.Length - 1) % _ring.Length;
        _runs++;
        _ring[_head] = new Run(batch, 0, batch.Count, 0);
    }

    /// <summary>Takes up to <paramref name="max"/> events, at least one of which must be there.</summary>
    public EventBatch Take(int max)
    {
        var first = _ring[_head];
        if (first.Start == 0 && first.Count == first.Batch.Count && first.Count <= max
            && (_runs == 1 || first.Count == max || _ring[(_head + 1) % _ring.Length].Count > max - first.Count))
        {
            RemoveFirst();
            Count -= first.Count;
            return first.Batch;
        }
        var taken = EventBatch.Create();
        while (_runs > 0 && taken.Count < max)
            TakeSome(taken, max - taken.Count);
        Count -= taken.Count;
        return taken;
    }

    public void Clear()
    {
        while (_runs > 0)
        {
            _ring[_head].Batch.Dispose();
            RemoveFirst();
        }
        Count = 0;
    }

    private void TakeSome(EventBatch taken, int max)
    {
        ref var first = ref _ring[_head];
        var count = Math.Min(first.Count, max);
        taken.Add(first.Batch, first.Start, count);
        if (count < first.Count)
        {
            first = first with { Start = first.Start + count, Count = first.Count - count };
            return;
        }
        first.Batch.Dispose();
        RemoveFirst();
    }

    private void AddLast(Run run)
    {
        if (_runs == _ring.Length)
            Grow();
        _ring[(_head + _runs++) % _ring.Length] = run;
        _kept += run.Kept;
    }

    private void RemoveFirst()
    {
        if (ReferenceEquals(_ring[_head].Batch, _tail))
            _tail = null;
        _kept -= _ring[_head].Kept;
        _ring[_head] = default;
        _head = (_head + 1) % _ring.Length;
        _runs--;
    }

    private void Grow()
    {
        var larger = new Run[_ring.Length * 2];
        for (var i = 0; i < _runs; i++)
            larger[i] = _ring[(_head + i) % _ring.Length];
        (_ring, _head) = (larger, 0);
    }

    private bool KeepsTooMuch(EventBatch batch, int count)
    {
        var kept = batch.RetainedBytes;
        if (_kept + kept <= FreelyKept)
            return false;
        long alive = 0;
        foreach (ref readonly var counted in batch.Events[..count])
            alive += counted.Body.Length;
        return alive < kept / 4;
    }
}
