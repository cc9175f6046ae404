using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>
/// Reads topics as a member of a consumer group (Flume's KafkaSource). Offsets are committed once every required channel has the events;
/// what the channels refuse is put again.
/// </summary>
[Source("kafka", Aliases = ["org.apache.flume.source.kafka.KafkaSource"], Summary = "Reads topics of Apache Kafka as a member of a consumer group.")]
public sealed class KafkaSource : ISource, IAsyncDisposable
{
    private readonly KafkaSourceOptions _options;
    private readonly ComponentContext _context;
    private readonly ClientSettings _settings;
    private readonly SourceReader _reader;
    private Consumer? _consumer;

    /// <summary>Reads the key stores; joins the group with the run.</summary>
    public KafkaSource(KafkaSourceOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        LibraryFile.Require();
        _settings = ClientSettings.Create(ClientSide.Consumer, options.Servers!, options.Consumer, context).ForGroup(options.Group);
        _reader = new SourceReader(options, context);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channels);
        _consumer = new Consumer(_settings, _options.Subscription, _reader, _context);
        try
        {
            while (true)
            {
                using var fetched = await _reader.NextAsync(cancellationToken);
                if (await TryPutAsync(channels, fetched, cancellationToken))
                    fetched.MarkDone();
            }
        }
        finally
        {
            _reader.Dispose();
            await DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken) => DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _consumer, null) is { } consumer)
            await Task.Run(consumer.Dispose, CancellationToken.None);
    }

    // Again and again, as long as the partitions are this member's: another one reads from what is committed.
    private async ValueTask<bool> TryPutAsync(IChannelProcessor channels, FetchedBatch fetched, CancellationToken cancellationToken)
    {
        for (var refusals = 1; ; refusals++)
        {
            try
            {
                using var batch = fetched.Copy();
                if (batch.Count > 0)
                    await channels.PutAsync(batch, cancellationToken);
                return true;
            }
            catch (ChannelException refused)
            {
                _context.Problems.Report("KafkaSource EXCEPTION, {}; the events are put again.", refused);
            }
            var wait = Math.Max(1, Math.Min(refusals * _options.BackoffSleepIncrement, _options.MaxBackoffSleep));
            if (await fetched.IsAbandonedWithinAsync(Waits.OfMilliseconds(wait), _context.Time, cancellationToken))
                return false;
        }
    }
}
