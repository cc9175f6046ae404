using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Events of a batch with consecutive numbers; whoever has the piece holds a reference to the batch.</summary>
internal readonly record struct EventPiece(EventBatch Batch, int Start, int Count, long First)
{
    public long End => First + Count;
}

/// <summary>Pieces in memory that are next to be taken, in the order of their numbers: what was rolled back and what a read brought too much.</summary>
internal sealed class EventPieces : IDisposable
{
    // The last one is the next to be taken.
    private readonly List<EventPiece> _pieces = [];

    public bool IsEmpty => _pieces.Count == 0;

    public void Add(EventPiece piece)
    {
        var index = _pieces.Count;
        while (index > 0 && _pieces[index - 1].First < piece.First)
            index--;
        _pieces.Insert(index, piece);
    }

    /// <summary>Takes up to that many events from the front, for the caller to hold.</summary>
    public EventPiece Take(int max)
    {
        var first = _pieces[^1];
        if (first.Count <= max)
        {
            _pieces.RemoveAt(_pieces.Count - 1);
            return first;
        }
        _pieces[^1] = first with { Start = first.Start + max, Count = first.Count - max, First = first.First + max };
        first.Batch.Retain();
        return first with { Count = max };
    }

    public void Dispose()
    {
        foreach (var piece in _pieces)
            piece.Batch.Dispose();
        _pieces.Clear();
    }
}
