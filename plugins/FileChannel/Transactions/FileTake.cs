using System.Runtime.InteropServices;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Events on their way to a sink. Not thread-safe; pooled.</summary>
internal sealed class FileTake(FileQueue queue) : ITake
{
    private readonly List<EventPiece> _pieces = [];
    private EventBatch? _batch;

    public EventBatch Batch => _batch ?? throw new InvalidOperationException("The take is over.");

    public int Count { get; private set; }

    /// <summary>What it holds, with the numbers.</summary>
    public ReadOnlySpan<EventPiece> Pieces => CollectionsMarshal.AsSpan(_pieces);

    /// <summary>Adds events; the reference passes over.</summary>
    public void Add(EventPiece piece)
    {
        _pieces.Add(piece);
        Count += piece.Count;
    }

    /// <summary>Everything is there. A piece that is a whole batch goes out as it is.</summary>
    public void Fill()
    {
        if (_pieces is [{ Start: 0 } whole] && whole.Count == whole.Batch.Count)
        {
            _batch = whole.Batch.Retain();
            return;
        }
        _batch = EventBatch.Create();
        foreach (var piece in _pieces)
            _batch.Add(piece.Batch, piece.Start, piece.Count);
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = Batch;
        queue.Commit(this);
        foreach (var piece in _pieces)
            piece.Batch.Dispose();
        Close();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_batch is not null)
        {
            queue.PutBack(this);
            Close();
        }
        queue.Return(this);
        return ValueTask.CompletedTask;
    }

    private void Close()
    {
        _batch!.Dispose();
        _batch = null;
        _pieces.Clear();
        Count = 0;
    }
}
