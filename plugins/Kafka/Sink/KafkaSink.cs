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

    private const int MostAttempts = 5;

    private readonly ComponentContext _context;
    private readonly SinkRecords _records;
    private readonly List<SentTake> _takes = [];
    private readonly Stack<SentTake> _spare = [];
    private readonly HashSet<(SentTake Take, int Index)> _dropped = [];
    private readonly Counter _undeliverable;
    private readonly Counter _sendTimer;
    private readonly Counter _rollbacks;
    private readonly ProducerSession _session;
    // The takes are those of a flush that is over: only whether they were delivered is still of interest.
    private bool _isOver;
    private CancellationToken _turn;
    private long _began;

    /// <summary>Reads the key stores; connects with the start.</summary>
    public KafkaSink(KafkaSinkOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        LibraryFile.Require();
        var settings = ClientSettings.Create(ClientSide.Producer, options.Servers, options.ProducerProperties(), context);
        settings.BeTransactional(options.Transactional, context);
        _session = new ProducerSession(settings, context);
        _records = new SinkRecords(options, context);
        _undeliverable = context.Counters[UndeliverableCount];
        _sendTimer = context.Counters["KafkaEventSendTimer"];
        _rollbacks = context.Counters["RollbackCount"];
    }

    /// <inheritdoc/>
    public async ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        // A turn that was interrupted between two takes has rolled them back without a word.
        if (_turn.IsCancellationRequested && _takes.Count > 0 && !_isOver)
            await RollBackAsync();
        if (_isOver)
            Forget();
        _turn = cancellationToken;
        if (_takes.Count == 0)
            _began = Stopwatch.GetTimestamp();
        try
        {
            var take = _spare.TryPop(out var spare) ? spare : new SentTake();
            var producer = await _session.BeginAsync(cancellationToken);
            take.Begin(producer, batch);
            _takes.Add(take);
            await SendAllAsync(producer, take, cancellationToken);
        }
        catch
        {
            await RollBackAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_isOver || _takes.Count == 0)
            return;
        try
        {
            foreach (var take in _takes)
                await take.Delivery.Settled.WaitAsync(cancellationToken);
            if (_takes.Exists(take => take.Delivery.Failures.Count > 0))
                await RepairAsync(cancellationToken);
            await _session.CommitAsync(cancellationToken);
            _sendTimer.Add((long)Stopwatch.GetElapsedTime(_began).TotalMilliseconds);
            Forget();
        }
        catch
        {
            await RollBackAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsDelivered(int batch) => !_session.IsTransactional && batch < _takes.Count && _takes[batch].Delivery.IsDelivered;

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken) => DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        Forget();
    }

    private async ValueTask SendAllAsync(Producer producer, SentTake take, CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < take.Batch!.Count; i++)
                if (_records.Send(producer, take, i) is not (KafkaCode.None, null) && await SendAsync(producer, take, i, cancellationToken) is { } refusal)
                    Drop(take, i, refusal);
        }
        finally
        {
            producer.Close(take.Delivery);
        }
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
                return Refusal(take, index, code) ?? throw _session.Failed(code);
            if (room is not null)
                await room.WaitAsync(cancellationToken);
            room = producer.RoomAsync();
        }
    }

    // Kafka refuses batches of records: which record is to blame shows when each is sent alone. A transaction with a failure in it must be
    // aborted, and so is one for each record that is tried.
    private async ValueTask RepairAsync(CancellationToken cancellationToken)
    {
        var suspects = _takes.SelectMany(take => take.Delivery.Failures, (take, failure) => (Take: take, failure.Index, failure.Code)).ToList();
        foreach (var (take, index, code) in suspects)
            if (Refusal(take, index, code) is null)
                throw _session.Failed(code);
        if (_session.IsTransactional)
            await _session.AbortAsync(isOnItsWay: false);
        foreach (var (take, index, code) in suspects)
        {
            var alone = code.IsOfTheTopic() ? code : await SendAgainAsync(take, [index], cancellationToken);
            if (_session.IsTransactional)
                await _session.AbortAsync(isOnItsWay: false);
            if (alone != KafkaCode.None)
                Drop(take, index, Refusal(take, index, alone) ?? throw _session.Failed(alone));
        }
        if (!_session.IsTransactional)
            return;
        foreach (var take in _takes)
            if (await SendAgainAsync(take, [.. Enumerable.Range(0, take.Batch!.Count).Where(index => !_dropped.Contains((take, index)))], cancellationToken)
                is not KafkaCode.None and var code)
                throw _session.Failed(code);
    }

    // An abort may take records of the transaction after it along (librdkafka renews its producer id then): those are sent once more.
    private async ValueTask<KafkaCode> SendAgainAsync(SentTake take, int[] indexes, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            var code = await TrySendAgainAsync(take, indexes, cancellationToken);
            if (code is not (KafkaCode.PurgedQueue or KafkaCode.PurgedInFlight) || attempts == MostAttempts || !_session.IsTransactional)
                return code;
            await _session.AbortAsync(isOnItsWay: false);
        }
    }

    private async ValueTask<KafkaCode> TrySendAgainAsync(SentTake take, int[] indexes, CancellationToken cancellationToken)
    {
        var producer = await _session.BeginAsync(cancellationToken);
        producer.Begin(take.Delivery);
        try
        {
            foreach (var index in indexes)
                if (await SendAsync(producer, take, index, cancellationToken) is not null)
                    return KafkaCode.InvalidRecord;
        }
        finally
        {
            producer.Close(take.Delivery);
        }
        await take.Delivery.Settled.WaitAsync(cancellationToken);
        return take.Delivery.Failures is [var failure, ..] ? failure.Code : KafkaCode.None;
    }

    // Why a record can never be stored; null: it may be the next time. A topic of the configuration is waited for, one that an event
    // names must not keep the events behind it.
    private string? Refusal(SentTake take, int index, KafkaCode code) =>
        code.IsOfTheRecord() || code.IsOfTheTopic() && _records.NamesTopic(take.Batch![index].Headers)
            ? $"{code.Text()} (topic {_records.TopicOf(take.Batch![index].Headers)}, {take.Batch[index].Body.Length} bytes)" : null;

    private void Drop(SentTake take, int index, string refusal)
    {
        _dropped.Add((take, index));
        _undeliverable.Increment();
        _context.Problems.Report($"An event cannot be written to Kafka and is dropped: {refusal}.");
    }

    // What is still on its way comes again: it must not arrive, too, as far as that can be helped.
    private async ValueTask RollBackAsync()
    {
        _rollbacks.Increment();
        _isOver = true;
        await _session.AbortAsync(_takes.Exists(take => !take.Delivery.Settled.IsCompleted));
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
        _dropped.Clear();
        _isOver = false;
    }
}
