using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// Puts that are kept in memory because they are likely to be taken soon, so that sinks that keep up never read the disk.
/// When it is full, what comes is left to the disk. Safe for concurrent calls.
/// </summary>
internal sealed class RecentPuts : IDisposable
{
    private const long MostBytes = 16 << 20;
    private const int SmallPut = 64;
    private const int FullTail = 1000;

    private readonly record struct Recent(EventPiece Piece, RecordPlace Place, long Bytes);

    private readonly Lock _lock = new();
    private readonly Queue<Recent> _puts = new();
    private EventBatch? _tail;
    private long _bytes;

    public void Add(FilePut put)
    {
        lock (_lock)
        {
            if (_bytes >= MostBytes)
                return;
            var count = put.Committed.Length;
            var whole = count > SmallPut && put.Batch!.RetainedBytes <= 4 * put.Bytes;
            var bytes = whole ? put.Batch!.RetainedBytes : put.Bytes + 64L * count;
            var piece = whole ? new EventPiece(put.Batch!.Retain(), 0, count, put.First) : Copy(put, count);
            _puts.Enqueue(new Recent(piece, put.Place, bytes));
            _bytes += bytes;
        }
    }

    /// <summary>
    /// The put that begins with a number, and those behind it in the same batch, for the caller to hold; older ones are
    /// forgotten. The lanes are moved behind them.
    /// </summary>
    public bool TryTake(long first, LaneReader[] lanes, out EventPiece piece)
    {
        lock (_lock)
        {
            piece = default;
            while (_puts.TryPeek(out var recent) && (piece.Count == 0 ? recent.Piece.First <= first : Continues(piece, recent.Piece)))
            {
                _puts.Dequeue();
                _bytes -= recent.Bytes;
                if (recent.Piece.First >= first)
                    lanes[recent.Place.Lane].MoveBehind(recent.Place, recent.Piece.First);
                if (recent.Piece.First == first)
                {
                    piece = recent.Piece;
                    continue;
                }
                recent.Piece.Batch.Dispose();
                if (piece.Count > 0)
                    piece = piece with { Count = piece.Count + recent.Piece.Count };
            }
            // All of the shared batch that was left is in the piece: nobody adds to it any more.
            if (piece.Count > 0 && ReferenceEquals(piece.Batch, _tail))
                ForgetTail();
            return piece.Count > 0;
        }
    }

    /// <summary>Whether the put that begins with a number is here.</summary>
    public bool Has(long first)
    {
        lock (_lock)
            return _puts.TryPeek(out var recent) && recent.Piece.First == first;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_puts.TryDequeue(out var recent))
                recent.Piece.Batch.Dispose();
            ForgetTail();
            _bytes = 0;
        }
    }

    private static bool Continues(in EventPiece piece, in EventPiece next) =>
        ReferenceEquals(piece.Batch, next.Batch) && piece.Start + piece.Count == next.Start && piece.End == next.First;

    // Small puts share a batch: one of a single event would otherwise hold a buffer of its own.
    private EventPiece Copy(FilePut put, int count)
    {
        if (_tail is not null && _tail.Count + count > FullTail)
            ForgetTail();
        _tail ??= EventBatch.Create();
        var start = _tail.Count;
        _tail.AddCopies(put.Batch!, 0, count);
        return new EventPiece(_tail.Retain(), start, count, put.First);
    }

    private void ForgetTail()
    {
        _tail?.Dispose();
        _tail = null;
    }
}
