using FlumePlug.MemoryChannel;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Room in one of the two stores.</summary>
internal sealed class SpillablePut(SpillableMemoryChannel channel, IPut put) : IPut
{
    public int Count => put.Count;

    public async ValueTask CommitAsync(int count, CancellationToken cancellationToken)
    {
        if (put is QueuePut inMemory)
        {
            channel.StoreInMemory(inMemory, count);
            return;
        }
        await put.CommitAsync(count, cancellationToken);
        if (count > 0)
            channel.StoredOnDisk(((FilePut)put).First + count);
    }

    public ValueTask DisposeAsync() => put.DisposeAsync();
}
