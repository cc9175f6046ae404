using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka.Client;

/// <summary>
/// The producer of a component, made anew when it failed for good, and its transactions where it has an id for them. One begin,
/// commit or abort at a time.
/// </summary>
internal sealed class ProducerSession(ClientSettings settings, ComponentContext context, Action<int, long>? acknowledged = null) : IAsyncDisposable
{
    // A call that has no answer by then is made again, so that a cancelled wait ends soon.
    private const int CallMilliseconds = 500;

    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(3);

    private Producer? _producer;
    private bool _isOpen;
    private volatile bool _isOutdated;

    /// <summary>Whether what is sent is seen by all or none.</summary>
    public bool IsTransactional => settings.Values.ContainsKey("transactional.id");

    /// <summary>A producer that works; with transactions one that has begun one.</summary>
    /// <exception cref="EventDeliveryException">The brokers refuse it.</exception>
    public async ValueTask<Producer> BeginAsync(CancellationToken cancellationToken)
    {
        var fatal = _producer?.FatalError;
        if (fatal is not null)
            context.Logger.LogWarning("The Kafka producer is made anew: {Reason}", fatal);
        if (fatal is not null || _isOutdated)
            await DisposeAsync();
        var producer = _producer ?? await CreateAsync(cancellationToken);
        if (IsTransactional && !_isOpen)
        {
            await CallAsync(Librdkafka.rd_kafka_begin_transaction, cancellationToken);
            _isOpen = true;
        }
        return producer;
    }

    /// <summary>
    /// Records were refused: what the next begin gives is a producer that asks anew which topics there are, where that is why. librdkafka
    /// would believe for minutes that a topic is missing.
    /// </summary>
    public EventDeliveryException Failed(KafkaCode code, string what = "Failed to publish events")
    {
        if (code.IsOfTheTopic())
            _isOutdated = true;
        return new($"{what}: {code.Text()}.");
    }

    /// <summary>Makes what was sent since the begin visible, where it is a transaction.</summary>
    /// <exception cref="EventDeliveryException">It is not, and comes again.</exception>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (!_isOpen)
            return;
        await CallAsync(static client => Librdkafka.rd_kafka_commit_transaction(client, CallMilliseconds), cancellationToken);
        _isOpen = false;
    }

    /// <summary>
    /// Takes back what was sent since the begin: nobody reads it that reads committed records. Without a transaction what is on its way is
    /// forgotten, as far as it has not arrived.
    /// </summary>
    public async ValueTask AbortAsync(bool isOnItsWay)
    {
        if (_producer is not { } producer)
            return;
        if (isOnItsWay && !IsTransactional)
            producer.Purge();
        if (!_isOpen)
            return;
        _isOpen = false;
        try
        {
            using var limit = new CancellationTokenSource(AbortLimit);
            await CallAsync(static client => Librdkafka.rd_kafka_abort_transaction(client, CallMilliseconds), limit.Token);
        }
        catch (Exception failure) when (failure is EventDeliveryException or OperationCanceledException)
        {
            // The next producer of the same id makes the brokers abort it.
            context.Problems.Report("A Kafka transaction could not be aborted; the producer is made anew.", failure, LogLevel.Warning);
            await DisposeAsync();
        }
    }

    /// <summary>Ends the producer; what is on its way is forgotten.</summary>
    public async ValueTask DisposeAsync()
    {
        (_isOpen, _isOutdated) = (false, false);
        if (Interlocked.Exchange(ref _producer, null) is { } producer)
            await Task.Run(producer.Dispose, CancellationToken.None);
    }

    private async ValueTask<Producer> CreateAsync(CancellationToken cancellationToken)
    {
        var producer = new Producer(settings, context, acknowledged);
        _producer = producer;
        if (!IsTransactional)
            return producer;
        try
        {
            await CallAsync(static client => Librdkafka.rd_kafka_init_transactions(client, CallMilliseconds), cancellationToken);
            return producer;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    // The calls block: they are made on a thread of the pool, again and again while librdkafka says that this may help.
    private async ValueTask CallAsync(Func<nint, nint> call, CancellationToken cancellationToken)
    {
        var handle = _producer!.Handle;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await Task.Run(() => KafkaFailure.Take(call(handle)), CancellationToken.None) is not { } failure)
                return;
            if (!failure.IsRetriable)
                throw new EventDeliveryException($"Failed to publish events: {failure.Text}.");
        }
    }
}
