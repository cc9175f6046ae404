using System.Diagnostics;
using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka;

/// <summary>
/// Writes each event as a record (Flume's KafkaSink). Several takes are under way at a time; they are committed when every record of
/// theirs is acknowledged.
/// </summary>
[Sink("kafka", Aliases = ["org.apache.flume.sink.kafka.KafkaSink"], TakesPerFlush = 64, Summary = "Writes events to topics of Apache Kafka.")]
public sealed class KafkaSink : ISink, IPartialDelivery, IAsyncDisposable
{
    /// <summary>Ours: events that Kafka refuses however often they come; they are dropped.</summary>
    public const string UndeliverableCount = "EventUndeliverableCount";

    private readonly ComponentContext _context;
    private readonly ClientSettings _settings;
    private readonly SinkRecords _records;
    private readonly List<SentTake> _takes = [];
    private readonly Stack<SentTake> _spare = [];
    private readonly Counter _undeliverable;
    private readonly Counter _sendTimer;
    private readonly Counter _rollbacks;
    private Producer? _producer;
    // The takes are those of a flush that is over: only whether they were delivered is still of interest.
    private bool _isOver;
    private long _began;

    /// <summary>Reads the key stores; connects with the start.</summary>
    public KafkaSink(KafkaSinkOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        LibraryFile.Require();
        _settings = ClientSettings.Create(ClientSide.Producer, options.Servers, options.ProducerProperties(), context);
        _records = new SinkRecords(options, context);
        _undeliverable = context.Counters[UndeliverableCount];
        _sendTimer = context.Counters["KafkaEventSendTimer"];
        _rollbacks = context.Counters["RollbackCount"];
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _producer = new Producer(_settings, _context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_isOver)
            Forget();
        if (_takes.Count == 0)
            _began = Stopwatch.GetTimestamp();
        var producer = Working();
        var take = _spare.TryPop(out var spare) ? spare : new SentTake();
        take.Begin(producer, batch);
        _takes.Add(take);
        try
        {
            for (var i = 0; i < batch.Count; i++)
                if (_records.Send(producer, take, i) is not (KafkaCode.None, null) && await SendAsync(producer, take, i, cancellationToken) is { } refusal)
                    Drop(refusal);
        }
        catch
        {
            RollBack(producer);
            throw;
        }
        finally
        {
            producer.Close(take.Delivery);
        }
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_isOver || _takes.Count == 0)
            return;
        var producer = _producer!;
        try
        {
            foreach (var take in _takes)
                await take.Delivery.Settled.WaitAsync(cancellationToken);
            foreach (var take in _takes)
                await RepairAsync(producer, take, cancellationToken);
            _sendTimer.Add((long)Stopwatch.GetElapsedTime(_began).TotalMilliseconds);
            Forget();
        }
        catch
        {
            RollBack(producer);
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsDelivered(int batch) => batch < _takes.Count && _takes[batch].Delivery.IsDelivered;

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken) => DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _producer, null) is { } producer)
            await Task.Run(producer.Dispose, CancellationToken.None);
        Forget();
    }

    // A producer that failed for good (an idempotent one that lost its place) is replaced by a new one.
    private Producer Working()
    {
        if (_producer is not { } producer)
            throw new EventDeliveryException("The Kafka sink is not started.");
        if (producer.FatalError is not { } fatal)
            return producer;
        _context.Logger.LogWarning("The Kafka producer is made anew: {Reason}", fatal);
        producer.Dispose();
        return _producer = new Producer(_settings, _context);
    }

    // Null: on its way; otherwise why it can never be.
    private async ValueTask<string?> SendAsync(Producer producer, SentTake take, int index, CancellationToken cancellationToken)
    {
        for (Task? room = null; ;)
        {
            var (code, refusal) = _records.Send(producer, take, index);
            if (code == KafkaCode.None)
                return refusal;
            if (code != KafkaCode.QueueFull)
                return Refusal(take, index, code) ?? throw Failed(code);
            if (room is not null)
                await room.WaitAsync(cancellationToken);
            room = producer.RoomAsync();
        }
    }

    // Kafka refuses batches of records: which record is to blame shows when each is sent alone.
    private async ValueTask RepairAsync(Producer producer, SentTake take, CancellationToken cancellationToken)
    {
        if (take.Delivery.Failures.Count == 0)
            return;
        RecordFailure[] failures = [.. take.Delivery.Failures];
        foreach (var failure in failures)
            if (Refusal(take, failure.Index, failure.Code) is null)
                throw Failed(failure.Code);
        foreach (var failure in failures)
        {
            var alone = failure.Code.IsOfTheTopic() ? failure : await SendAloneAsync(producer, take, failure.Index, cancellationToken);
            if (alone.Code != KafkaCode.None)
                Drop(Refusal(take, failure.Index, alone.Code) ?? throw Failed(alone.Code));
        }
    }

    private async ValueTask<RecordFailure> SendAloneAsync(Producer producer, SentTake take, int index, CancellationToken cancellationToken)
    {
        take.BeginAgain(producer);
        try
        {
            if (await SendAsync(producer, take, index, cancellationToken) is not null)
                return new(index, KafkaCode.InvalidRecord);
        }
        finally
        {
            producer.Close(take.Delivery);
        }
        await take.Delivery.Settled.WaitAsync(cancellationToken);
        return take.Delivery.Failures is [var failure, ..] ? failure : new(index, KafkaCode.None);
    }

    // Why a record can never be stored; null: it may be the next time. A topic of the configuration is waited for, one that an event
    // names must not keep the events behind it.
    private string? Refusal(SentTake take, int index, KafkaCode code) =>
        code.IsOfTheRecord() || code.IsOfTheTopic() && _records.NamesTopic(take.Batch![index].Headers)
            ? $"{code.Text()} (topic {_records.TopicOf(take.Batch![index].Headers)}, {take.Batch[index].Body.Length} bytes)" : null;

    private void Drop(string refusal)
    {
        _undeliverable.Increment();
        _context.Problems.Report($"An event cannot be written to Kafka and is dropped: {refusal}.");
    }

    private static EventDeliveryException Failed(KafkaCode code) => new($"Failed to publish events: {code.Text()}.");

    // What is still on its way comes again: it must not arrive, too, as far as that can be helped.
    private void RollBack(Producer producer)
    {
        _rollbacks.Increment();
        _isOver = true;
        if (_takes.Exists(take => !take.Delivery.Settled.IsCompleted))
            producer.Purge();
    }

    private void Forget()
    {
        foreach (var take in _takes)
        {
            take.End();
            // One that never settled is still known to the producer.
            if (take.Delivery.Settled.IsCompleted)
                _spare.Push(take);
        }
        _takes.Clear();
        _isOver = false;
    }
}
