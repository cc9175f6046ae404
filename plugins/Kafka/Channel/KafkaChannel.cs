using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>
/// Keeps events in a topic (Flume's KafkaChannel): several agents of one consumer group share it, and what one side only puts or takes
/// works as well. The producer is made with the first put, the consumer joins with the first take.
/// </summary>
[Channel("kafka", Aliases = ["org.apache.flume.channel.kafka.KafkaChannel"], AtomicPut = false, Durable = true, Reserves = false,
    Summary = "Keeps events in a topic of Apache Kafka, shared by the agents of a consumer group.")]
public sealed class KafkaChannel : IChannel, IAsyncDisposable
{
    private readonly ChannelPuts _puts;
    private readonly ChannelTakes _takes;

    /// <summary>Reads the key stores; connects with the first put or take.</summary>
    public KafkaChannel(KafkaChannelOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        LibraryFile.Require();
        var consumer = ClientSettings.Create(ClientSide.Consumer, options.Servers, options.ConsumerProperties(), context).ForGroup(options.Group);
        // Tells when everything was read, so that a take knows that there is nothing.
        consumer["enable.partition.eof"] = "true";
        var producer = ClientSettings.Create(ClientSide.Producer, options.Servers, options.Producer, context);
        // A put waits for its acknowledgement: where it has that many events, they go at once and not after linger.ms.
        if (!options.Producer.ContainsKey("batch.num.messages"))
            producer["batch.num.messages"] = "1000";
        if (producer.BeTransactional(options.Transactional, context))
            consumer["isolation.level"] = "read_committed";
        _takes = new ChannelTakes(options, consumer, context);
        _puts = new ChannelPuts(options, producer, context, _takes.Expect);
    }

    /// <inheritdoc/>
    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new(new KafkaPut(_puts, batch));
    }

    /// <inheritdoc/>
    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => _takes.TakeAsync(max, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WaitAsync(CancellationToken cancellationToken) => _takes.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken) => DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _puts.DisposeAsync();
        await _takes.DisposeAsync();
    }
}
