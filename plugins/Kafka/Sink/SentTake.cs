using FlumePlug.Kafka.Client;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>One take whose records are on their way, kept until the flush that ends it.</summary>
internal sealed class SentTake
{
    /// <summary>What became of the records.</summary>
    public Delivery Delivery { get; private set; } = new();

    /// <summary>The events; null when it is over.</summary>
    public EventBatch? Batch { get; private set; }

    public void Begin(Producer producer, EventBatch batch)
    {
        Batch = batch.Retain();
        producer.Begin(Delivery);
    }

    public void End()
    {
        Batch?.Dispose();
        Batch = null;
    }
}
