using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Diagnostics;

/// <summary>
/// Generates load: events without headers that all share one body of bytes 0x7F (Flume's StressSource). After its limits it
/// stays idle.
/// </summary>
[Source("org.apache.flume.source.StressSource", Aliases = ["stress"],
    Summary = "Generates events with bodies of a fixed size.")]
public sealed class StressSource : PollingSource
{
    private readonly StressOptions _options;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly GeneratedPut _put;
    private readonly EventRate? _rate;
    private long _attempted;

    /// <summary>Makes the one body; nothing writes to it again.</summary>
    public StressSource(StressOptions options, ComponentContext context)
        : base(options, context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _options = options;
        var body = GC.AllocateUninitializedArray<byte>(options.Size);
        body.AsSpan().Fill((byte)sbyte.MaxValue);
        _body = body;
        _put = new GeneratedPut(options.BatchSize);
        if (options.MaxEventsPerSecond > 0)
            _rate = new EventRate(options.MaxEventsPerSecond, context.Time);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<bool> PollAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var count = NextCount();
        if (count == 0)
            return false;
        if (_rate is not null)
            await _rate.AcquireAsync(count, cancellationToken);
        using var batch = EventBatch.Create();
        for (var i = 0; i < count; i++)
            batch.Add(Headers.Empty, _body);
        await PutCountedAsync(channels, batch, cancellationToken);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PutCountedAsync(IChannelProcessor channels, EventBatch batch, CancellationToken cancellationToken)
    {
        var count = batch.Count;
        var storedBefore = _put.Stored;
        try
        {
            await _put.PutAsync(channels, batch, cancellationToken);
        }
        catch (ChannelException)
        {
            // Of singles only the refused one was attempted, of a batch all were.
            _attempted += _options.BatchSize == 1 ? _put.Stored - storedBefore + 1 : count;
            throw;
        }
        _attempted += count;
    }

    // As in Flume only the attempted limit shortens a batch; with singles both are met exactly.
    private int NextCount()
    {
        var single = _options.BatchSize == 1;
        long count = single && _rate is not null ? 1 : _put.Most;
        if (_options.MaxTotalEvents >= 0)
            count = Math.Min(count, _options.MaxTotalEvents - _attempted);
        if (_options.MaxSuccessfulEvents >= 0)
        {
            var left = _options.MaxSuccessfulEvents - _put.Stored;
            count = single || left <= 0 ? Math.Min(count, left) : count;
        }
        return (int)Math.Max(0, count);
    }
}
