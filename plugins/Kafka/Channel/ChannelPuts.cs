using System.Diagnostics;
using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Records;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka;

/// <summary>Stores puts in the topic: any number at a time, or one after the other where they are transactions.</summary>
internal sealed class ChannelPuts(
    KafkaChannelOptions options, ClientSettings settings, ComponentContext context, Action<int, long> acknowledged) : IAsyncDisposable
{
    private readonly ProducerSession _session = new(settings, context, acknowledged);
    private readonly RecordEncoder _encoder =
        new(options.ParseAsFlumeEvent, options.PartitionIdHeader, options.DefaultPartitionId, new Dictionary<string, string>());
    // Held while records are made and handed over, and by a transaction from begin to end.
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Counter _sendTimer = context.Counters["KafkaEventSendTimer"];
    private readonly Counter _rollbacks = context.Counters["RollbackCount"];

    /// <summary>Stores the first events of a batch; returns when every record is acknowledged.</summary>
    /// <exception cref="ChannelException">Not all are stored; without transactions some may be.</exception>
    public async ValueTask StoreAsync(EventBatch batch, int count, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            if (_session.IsTransactional)
                await StoreTransactionAsync(batch, count, cancellationToken);
            else
                await StoreRecordsAsync(batch, count, cancellationToken);
        }
        catch (EventDeliveryException failed)
        {
            _rollbacks.Increment();
            throw new ChannelException(failed.Message, failed);
        }
        _sendTimer.Add((long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    public async ValueTask DisposeAsync() => await _session.DisposeAsync();

    private async ValueTask StoreRecordsAsync(EventBatch batch, int count, CancellationToken cancellationToken)
    {
        var delivery = new Delivery();
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await SendAsync(delivery, batch, count, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
        await SettleAsync(delivery, cancellationToken);
    }

    private async ValueTask StoreTransactionAsync(EventBatch batch, int count, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            var delivery = new Delivery();
            await SendAsync(delivery, batch, count, cancellationToken);
            await SettleAsync(delivery, cancellationToken);
            await _session.CommitAsync(cancellationToken);
        }
        catch
        {
            await _session.AbortAsync(isOnItsWay: true);
            throw;
        }
        finally
        {
            _sending.Release();
        }
    }

    private async ValueTask SendAsync(Delivery delivery, EventBatch batch, int count, CancellationToken cancellationToken)
    {
        var producer = await _session.BeginAsync(cancellationToken);
        producer.Begin(delivery);
        try
        {
            for (var i = 0; i < count; i++)
            {
                Task? room = null;
                for (KafkaCode code; (code = Send(producer, delivery, batch, i)) != KafkaCode.None;)
                {
                    if (code != KafkaCode.QueueFull)
                        throw _session.Failed(code, $"An event of {batch[i].Body.Length} bytes cannot be stored in Kafka");
                    if (room is not null)
                        await room.WaitAsync(cancellationToken);
                    room = producer.RoomAsync();
                }
            }
        }
        finally
        {
            producer.Close(delivery);
        }
    }

    // A partition that cannot be is no reason to refuse the event: the key chooses, as without the header.
    private KafkaCode Send(Producer producer, Delivery delivery, EventBatch batch, int index)
    {
        ref readonly var sent = ref batch[index];
        if (!_encoder.TryGetPartition(sent.Headers, out var partition))
        {
            context.Problems.Report($"The value of header {options.PartitionIdHeader} is no partition; Kafka chooses one.", level: LogLevel.Warning);
            partition = Librdkafka.AnyPartition;
        }
        return producer.Send(delivery, index, _encoder.Encode(sent, options.Topic, partition, timestamp: 0));
    }

    private async ValueTask SettleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await delivery.Settled.WaitAsync(cancellationToken);
        if (delivery.Failures is [var failure, ..])
            throw _session.Failed(failure.Code, "The events cannot be stored in Kafka");
    }
}

/// <summary>A batch on its way into the topic; room is not reserved there.</summary>
internal sealed class KafkaPut(ChannelPuts puts, EventBatch batch) : IPut
{
    public int Count => batch.Count;

    public ValueTask CommitAsync(int count, CancellationToken cancellationToken) =>
        count == 0 ? ValueTask.CompletedTask : puts.StoreAsync(batch, count, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
