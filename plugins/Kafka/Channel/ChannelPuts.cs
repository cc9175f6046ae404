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
    private const int MostAttempts = 5;
    private const string Refused = "The events cannot be stored in Kafka";

    private readonly ProducerSession _session = new(settings, context, acknowledged);
    private readonly RecordEncoder _encoder =
        new(options.ParseAsFlumeEvent, options.PartitionIdHeader, options.DefaultPartitionId, new Dictionary<string, string>());
    // Held while records are made and handed over.
    private readonly SemaphoreSlim _sending = new(1);
    // Held by a transaction from begin to end.
    private readonly SemaphoreSlim _transaction = new(1);
    private readonly Counter _sendTimer = context.Counters["KafkaEventSendTimer"];
    private readonly Counter _rollbacks = context.Counters["RollbackCount"];
    private readonly Counter _undeliverable = context.Counters[KafkaSink.UndeliverableCount];

    /// <summary>
    /// Stores the first events of a batch; returns when every record is acknowledged. An event that Kafka never takes is dropped, counted
    /// and told: whoever put it would put it again for ever, and all that stands behind it would wait.
    /// </summary>
    /// <exception cref="ChannelException">Not all are stored; without transactions some may be.</exception>
    public async ValueTask StoreAsync(EventBatch batch, int count, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            if (_session.IsTransactional)
                await StoreTransactionAsync(batch, count, cancellationToken);
            else
                await StoreAllAsync(batch, count, cancellationToken);
        }
        catch (EventDeliveryException failed)
        {
            _rollbacks.Increment();
            throw new ChannelException(failed.Message, failed);
        }
        _sendTimer.Add((long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    public async ValueTask DisposeAsync() => await _session.DisposeAsync();

    private async ValueTask StoreTransactionAsync(EventBatch batch, int count, CancellationToken cancellationToken)
    {
        await _transaction.WaitAsync(cancellationToken);
        try
        {
            await StoreAllAsync(batch, count, cancellationToken);
        }
        catch
        {
            await _session.AbortAsync(isOnItsWay: true);
            throw;
        }
        finally
        {
            _transaction.Release();
        }
    }

    private async ValueTask StoreAllAsync(EventBatch batch, int count, CancellationToken cancellationToken)
    {
        var failures = await TryStoreAsync(batch, 0, count, null, cancellationToken);
        var refused = failures.Count == 0 ? [] : await RepairAsync(batch, count, failures, cancellationToken);
        await _session.CommitAsync(cancellationToken);
        foreach (var (index, code) in refused)
        {
            _undeliverable.Increment();
            context.Problems.Report($"An event of {batch[index].Body.Length} bytes cannot be stored in Kafka and is dropped: {code.Text()} (topic {options.Topic}).");
        }
    }

    // Kafka refuses batches of records: which event is to blame shows when each is sent alone. A transaction with a failure in it must be
    // aborted, and so is one for each event that is tried.
    private async ValueTask<List<RecordFailure>> RepairAsync(
        EventBatch batch, int count, IReadOnlyList<RecordFailure> suspects, CancellationToken cancellationToken)
    {
        var refused = new List<RecordFailure>();
        foreach (var (index, code) in suspects)
            if (!code.IsOfTheRecord())
                throw _session.Failed(code, Refused);
        foreach (var (index, _) in suspects)
        {
            await _session.AbortAsync(isOnItsWay: false);
            if (await TryStoreAsync(batch, index, index + 1, null, cancellationToken) is not [var alone])
                continue;
            if (!alone.Code.IsOfTheRecord())
                throw _session.Failed(alone.Code, Refused);
            refused.Add(alone);
        }
        if (!_session.IsTransactional)
            return refused;
        await _session.AbortAsync(isOnItsWay: false);
        if (await TryStoreAsync(batch, 0, count, refused, cancellationToken) is [var failure, ..])
            throw _session.Failed(failure.Code, Refused);
        return refused;
    }

    // An abort may take records of the transaction after it along (librdkafka renews its producer id then): those are sent once more.
    private async ValueTask<IReadOnlyList<RecordFailure>> TryStoreAsync(
        EventBatch batch, int from, int to, List<RecordFailure>? without, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            var delivery = new Delivery();
            await _sending.WaitAsync(cancellationToken);
            try
            {
                await SendAsync(delivery, batch, from, to, without, cancellationToken);
            }
            finally
            {
                _sending.Release();
            }
            await delivery.Settled.WaitAsync(cancellationToken);
            if (!_session.IsTransactional || attempts == MostAttempts || delivery.Failures is not [{ Code: KafkaCode.PurgedQueue or KafkaCode.PurgedInFlight }, ..])
                return delivery.Failures;
            await _session.AbortAsync(isOnItsWay: false);
        }
    }

    private async ValueTask SendAsync(
        Delivery delivery, EventBatch batch, int from, int to, List<RecordFailure>? without, CancellationToken cancellationToken)
    {
        var producer = await _session.BeginAsync(cancellationToken);
        producer.Begin(delivery);
        try
        {
            for (var i = from; i < to; i++)
            {
                if (without is not null && without.Exists(failure => failure.Index == i))
                    continue;
                Task? room = null;
                for (KafkaCode code; (code = Send(producer, delivery, batch, i)) != KafkaCode.None;)
                {
                    if (code != KafkaCode.QueueFull)
                    {
                        delivery.Fail(new(i, code));
                        break;
                    }
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
        if (_encoder.TryGetPartition(sent.Headers, out var partition)
            && producer.Send(delivery, index, _encoder.Encode(sent, options.Topic, partition, timestamp: 0)) is not KafkaCode.UnknownPartition and var code)
            return code;
        context.Problems.Report("An event's partition (partitionIdHeader, defaultPartitionId) is none of the topic's; Kafka chooses one.", level: LogLevel.Warning);
        return producer.Send(delivery, index, _encoder.Encode(sent, options.Topic, Librdkafka.AnyPartition, timestamp: 0));
    }
}
