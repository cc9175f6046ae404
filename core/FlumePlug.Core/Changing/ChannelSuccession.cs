using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Changing;

/// <summary>
/// Brings a channel's events under changed options: resized in place; else, where they outlive the channel, closed and opened
/// anew; else emptied into the successor. Until it completes nothing is lost by going back: the old channel's takes stay open.
/// </summary>
internal sealed class ChannelSuccession(ChannelPair pair, ILogger logger)
{
    private readonly List<ITake> _takes = [];
    private Step _done;

    private enum Step
    {
        Nothing,
        Resized,
        Reopened,
        Moved,
    }

    public bool IsInPlace => _done == Step.Resized;

    public ChannelPair Pair => pair;

    /// <summary>Whether what the old channel stored is what the new one finds: the same class, the same place.</summary>
    public static bool EventsStay(ChannelPair pair) => pair.Old.Attributes.Durable && pair.New.Attributes.Durable
        && pair.Old.Origin is { } old && pair.New.Origin is { } next
        && old.Entry.Component.ClassName == next.Entry.Component.ClassName && old.Bound.Place == next.Bound.Place;

    /// <summary>Lets the running channel take the new options, if it can. Puts and takes may be under way.</summary>
    public void TryInPlace()
    {
        if (pair.Old.Component.Origin is not { } built
            || pair.New.Origin is not { Bound.Options: { } options } next || !next.IsSameClass(built) || !pair.Old.TryApply(options))
            return;
        pair.New.Adopt(pair.Old);
        _done = Step.Resized;
    }

    /// <summary>Starts the successor with the events of the old channel. Nobody puts or takes meanwhile.</summary>
    /// <exception cref="ChangeRefusedException">The events would not be safe; <see cref="UndoAsync"/> brings the old channel back.</exception>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        if (EventsStay(pair))
        {
            _done = Step.Reopened;
            await pair.Old.Component.StopAsync();
            await StartNewAsync(cancellationToken);
            return;
        }
        _done = Step.Moved;
        await StartNewAsync(cancellationToken);
        if (pair.Old.Component.Running is not { } old)
            return;
        var (next, waiting) = (pair.New.Channel, pair.Old.Fill.Size);
        if (waiting > 0 && pair.Old.Attributes.Durable && !pair.New.Attributes.Durable)
            throw new ChangeRefusedException($"Channel {pair.Old.Name} holds {waiting} events durably, and its successor would not.");
        var moved = await MoveAsync(old, next, cancellationToken);
        // Taken, and neither committed nor rolled back by a sink that did not end in time.
        if (moved < waiting)
            throw new ChangeRefusedException($"Channel {pair.Old.Name} holds {waiting - moved} events that a sink still works on.");
        // Of another type, it counts for itself; of the same, it goes on with the counters.
        if (pair.New.Counters.All != pair.Old.Counters.All)
            pair.New.Counters.Puts.Add(moved);
        if (moved > 0)
            logger.LogInformation("Channel {Channel}: {Count} events moved to its successor.", pair.Old.Name, moved);
    }

    /// <summary>There is no way back any more: the old channel's events are the new one's.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var take in _takes)
            await EndAsync(take, commit: true, cancellationToken);
        _takes.Clear();
        if (_done is Step.Moved)
            await pair.Old.Component.StopAsync();
    }

    /// <summary>Goes back to the old channel and its events.</summary>
    public async Task UndoAsync()
    {
        foreach (var take in Enumerable.Reverse(_takes))
            await EndAsync(take, commit: false, CancellationToken.None);
        _takes.Clear();
        if (_done is Step.Resized && pair.Old.Origin?.Bound.Options is { } options && !pair.Old.TryApply(options))
            logger.LogWarning("Channel {Channel} keeps the new options: it holds more than the old ones allow.", pair.Old.Name);
        if (_done is Step.Moved)
            await EmptyNewAsync();
        if (_done is Step.Moved or Step.Reopened)
            await pair.New.Component.StopAsync();
        if (_done is Step.Reopened && !await pair.Old.Component.TryStartAsync(CancellationToken.None))
            pair.Old.Component.Begin();
        _done = Step.Nothing;
    }

    // What cannot be committed comes again when a durable channel is opened the next time: a duplicate, not a loss.
    private async Task EndAsync(ITake take, bool commit, CancellationToken cancellationToken)
    {
        try
        {
            if (commit)
                await take.CommitAsync(cancellationToken);
            await take.DisposeAsync();
        }
        catch (Exception failure)
        {
            logger.LogWarning("Channel {Channel} failed to end a take: {Reason}", pair.Old.Name, failure.Message);
        }
    }

    private async Task StartNewAsync(CancellationToken cancellationToken)
    {
        if (!await pair.New.Component.TryStartAsync(cancellationToken))
            throw new ChangeRefusedException($"Channel {pair.New.Name} could not be started: {pair.New.Component.Failure}");
    }

    private async Task<long> MoveAsync(IChannel old, IChannel next, CancellationToken cancellationToken)
    {
        long moved = 0;
        while (await old.TakeAsync(Math.Min(old.MaxBatch, next.MaxBatch), cancellationToken) is { } take)
        {
            _takes.Add(take);
            var count = take.Batch.Count;
            await using var put = await next.ReserveAsync(take.Batch, Fit.Now, cancellationToken);
            if (put.Count < count)
                throw new ChangeRefusedException(
                    $"Channel {pair.Old.Name} holds {pair.Old.Fill.Size} events, and only {moved + put.Count} of them fit with the new options.");
            await put.CommitAsync(count, cancellationToken);
            moved += count;
        }
        return moved;
    }

    // The old channel has them again; a durable successor must not bring them once more when it is opened the next time.
    private async Task EmptyNewAsync()
    {
        while (pair.New.Component.Running is { } next && await next.TakeAsync(next.MaxBatch, CancellationToken.None) is { } take)
        {
            await take.CommitAsync(CancellationToken.None);
            await take.DisposeAsync();
        }
    }
}
