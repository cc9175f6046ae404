using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>Events taken from an <see cref="EventQueue"/>; pooled by it.</summary>
internal sealed class SqliteTake(EventQueue queue) : ITake
{
    private EventBatch? _batch;

    public EventBatch Batch
    {
        get => _batch ?? throw new InvalidOperationException("The take is over.");
        set => _batch = value;
    }

    /// <summary>Which events of which rows they are.</summary>
    public List<Run> Pieces { get; } = [];

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        queue.Commit(this);
        Batch.Dispose();
        _batch = null;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_batch is not null)
        {
            queue.RollBack(this);
            _batch.Dispose();
        }
        _batch = null;
        Pieces.Clear();
        queue.Recycle(this);
        return ValueTask.CompletedTask;
    }
}
