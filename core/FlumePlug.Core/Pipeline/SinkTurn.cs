using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>What the core knows of a sink besides the instance.</summary>
/// <param name="BatchSize">The most events of one take.</param>
/// <param name="TakesPerFlush">The most takes of one transaction.</param>
internal sealed record SinkAttributes(int BatchSize, int TakesPerFlush);

/// <summary>
/// A sink and its channel, and the transactions between them: take, process, flush, commit. A throw rolls all open takes
/// back, the newest first, so that the events come again in their order.
/// </summary>
internal sealed class SinkTurn(
    string name, HostedComponent<ISink> component, ChannelHost channel, SinkAttributes attributes, SinkCounters counters,
    TimeProvider time) : ISinkTurn
{
    private readonly List<ITake> _takes = [];
    private long _lastActive = time.GetTimestamp();

    public string Name { get; } = name;

    public HostedComponent<ISink> Component { get; } = component;

    public ChannelHost Channel { get; } = channel;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (Component.Running is not { } sink)
            throw new SinkNotRunningException($"Sink {Name} is not running{(Component.Failure is { } failure ? ": " + failure : ".")}");
        var source = Channel.Channel;
        try
        {
            var events = await ProcessTakesAsync(sink, source, cancellationToken);
            if (events == 0)
            {
                counters.Empty.Increment();
                return false;
            }
            await FlushAsync(sink, cancellationToken);
            foreach (var take in _takes)
                await CommitAsync(take, cancellationToken);
            _lastActive = time.GetTimestamp();
            return true;
        }
        finally
        {
            await EndTakesAsync();
        }
    }

    /// <summary>Ticks the sink if it had no batch for the interval.</summary>
    public async ValueTask TickAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        if (Component.Running is not { } sink || time.GetElapsedTime(_lastActive) < interval)
            return;
        _lastActive = time.GetTimestamp();
        await sink.TickAsync(cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ProcessTakesAsync(ISink sink, IChannel source, CancellationToken cancellationToken)
    {
        var events = 0;
        while (_takes.Count < attributes.TakesPerFlush)
        {
            if (await TakeAsync(source, cancellationToken) is not { } take)
                break;
            _takes.Add(take);
            var count = take.Batch.Count;
            (count == attributes.BatchSize ? counters.Complete : counters.Underflow).Increment();
            counters.DrainAttempts.Add(count);
            try
            {
                await sink.ProcessAsync(take.Batch, cancellationToken);
            }
            catch
            {
                await SinkFailedAsync(sink);
                throw;
            }
            events += count;
            if (sink is IFlushTiming { WantsFlush: true })
                break;
        }
        return events;
    }

    // Before the rest is rolled back: what was delivered all the same need not come again.
    private async ValueTask SinkFailedAsync(ISink sink)
    {
        counters.WriteFail.Increment();
        if (sink is not IPartialDelivery partial)
            return;
        for (var i = 0; i < _takes.Count; i++)
            if (partial.IsDelivered(i))
                await CommitAsync(_takes[i], CancellationToken.None);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ITake?> TakeAsync(IChannel source, CancellationToken cancellationToken)
    {
        try
        {
            var take = await source.TakeAsync(attributes.BatchSize, cancellationToken);
            // As Flume counts: one attempt an event, and one more that found nothing.
            var count = take?.Batch.Count ?? 0;
            Channel.Counters.TakeAttempts.Add(count < attributes.BatchSize ? count + 1 : count);
            return take;
        }
        catch
        {
            counters.ReadFail.Increment();
            // What was processed is flushed first; the next turn meets the failure again.
            if (_takes.Count > 0 && !cancellationToken.IsCancellationRequested)
                return null;
            throw;
        }
    }

    // Counted one by one: when a later commit fails, the earlier ones stand.
    private async ValueTask CommitAsync(ITake take, CancellationToken cancellationToken)
    {
        var count = take.Batch.Count;
        await take.CommitAsync(cancellationToken);
        counters.Drained.Add(count);
        Channel.Counters.Takes.Add(count);
    }

    // Every take is ended, also when ending one throws: events of a take that stays open would be lost.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndTakesAsync()
    {
        if (_takes.Count == 0)
            return;
        var newest = _takes[^1];
        _takes.RemoveAt(_takes.Count - 1);
        try
        {
            await newest.DisposeAsync();
        }
        finally
        {
            await EndTakesAsync();
        }
    }

    private async ValueTask FlushAsync(ISink sink, CancellationToken cancellationToken)
    {
        try
        {
            await sink.FlushAsync(cancellationToken);
        }
        catch
        {
            await SinkFailedAsync(sink);
            throw;
        }
    }
}

/// <summary>A turn of a sink that could not be started, or not yet.</summary>
internal sealed class SinkNotRunningException(string message) : EventDeliveryException(message);
