using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Events of one of the two stores.</summary>
internal sealed class SpillableTake(SpillableMemoryChannel channel, ITake take, bool isDisk) : ITake
{
    private readonly int _count = take.Batch.Count;
    private bool _open = true;

    public EventBatch Batch => take.Batch;

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await take.CommitAsync(cancellationToken);
        _open = false;
        channel.Taken();
    }

    public async ValueTask DisposeAsync()
    {
        await take.DisposeAsync();
        if (_open)
            channel.PutBack(isDisk, _count);
    }
}
