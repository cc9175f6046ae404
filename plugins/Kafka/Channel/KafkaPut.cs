using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>A batch on its way into the topic; room is not reserved there.</summary>
internal sealed class KafkaPut(ChannelPuts puts, EventBatch batch) : IPut
{
    public int Count => batch.Count;

    public ValueTask CommitAsync(int count, CancellationToken cancellationToken) =>
        count == 0 ? ValueTask.CompletedTask : puts.StoreAsync(batch, count, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
