using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// Puts the events of a batch one by one as far as anyone outside can tell, though they travel in runs: of a run the prefix
/// that every required channel takes is stored, the next event waits keep-alive by itself, then is refused, and so on.
/// Reused by its channel processor; one batch at a time.
/// </summary>
internal sealed class EachPut(ChannelProcessor processor, SourceCounters counters)
{
    private EventBatch _batch = null!;
    private IPutAnswers _answers = null!;
    private int _answered;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        (_batch, _answers, _answered) = (batch, answers, 0);
        counters.Received.Add(batch.Count);
        counters.AppendReceived.Add(batch.Count);
        try
        {
            await PutAsync(cancellationToken);
        }
        finally
        {
            // Cancelled, or the source gave up in an answer: what was not answered was not accepted.
            counters.Rejected.Add(batch.SourceCount - _answered);
            (_batch, _answers) = (null!, null!);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PutAsync(CancellationToken cancellationToken)
    {
        if (processor.Intercepts && !await TryInterceptAsync(cancellationToken))
            return;
        var position = 0;
        while (position < _batch.Count)
            position = await PutRunAsync(position, cancellationToken);
        await AnswerStoredAsync(_batch.SourceCount, cancellationToken);
    }

    // An interceptor that throws refuses the event it threw at, not its neighbours: they go through once more, one by one, as
    // they came. The copy shares their memory.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TryInterceptAsync(CancellationToken cancellationToken)
    {
        using var asCame = EventBatch.Create();
        asCame.Add(_batch, 0, _batch.Count);
        try
        {
            await processor.InterceptAsync(_batch, cancellationToken);
            return true;
        }
        catch (ChannelException refused) when (asCame.Count == 1)
        {
            await AnswerRefusedAsync(1, refused, cancellationToken);
        }
        catch (ChannelException)
        {
            for (var i = 0; i < asCame.Count; i++)
                await PutAloneAsync(asCame, i, cancellationToken);
        }
        return false;
    }

    private async ValueTask PutAloneAsync(EventBatch asCame, int index, CancellationToken cancellationToken)
    {
        using var alone = EventBatch.Create();
        alone.Add(asCame, index, 1);
        try
        {
            await processor.InterceptAsync(alone, cancellationToken);
            if (alone.Count > 0)
                await processor.StoreWholeAsync(alone, cancellationToken);
        }
        catch (ChannelException refused)
        {
            await AnswerRefusedAsync(index + 1, refused, cancellationToken);
            return;
        }
        await AnswerStoredAsync(index + 1, cancellationToken);
    }

    // Stores a run from the position on, or refuses the event there; returns where the next run starts.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> PutRunAsync(int position, CancellationToken cancellationToken)
    {
        var parts = PartsAt(position);
        var (stored, refused) = await TryStoreAsync(position, parts, cancellationToken);
        if (refused is not null)
        {
            await AnswerStoredAsync(_batch.OriginOf(position), cancellationToken);
            await AnswerRefusedAsync(_batch.OriginOf(position) + 1, refused, cancellationToken);
            return position + parts;
        }
        position += stored;
        if (position < _batch.Count)
            await AnswerStoredAsync(_batch.OriginOf(position), cancellationToken);
        return position;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(int Stored, ChannelException? Refused)> TryStoreAsync(int position, int parts, CancellationToken cancellationToken)
    {
        var count = Math.Min(processor.MaxBatch, _batch.Count - position);
        try
        {
            var stored = parts > 1 && parts >= count
                ? await StoreWholeAsync(position, parts, cancellationToken)
                : await StorePrefixAsync(position, count, cancellationToken);
            // No prefix that ends with a whole event of the source, or not at once: its parts wait for room together.
            return (stored > 0 ? stored : await StoreWholeAsync(position, parts, cancellationToken), null);
        }
        catch (ChannelException refused)
        {
            return (0, refused);
        }
    }

    private async ValueTask<int> StoreWholeAsync(int position, int count, CancellationToken cancellationToken)
    {
        using var run = RunOf(position, count);
        await processor.StoreWholeAsync(run, cancellationToken);
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> StorePrefixAsync(int position, int count, CancellationToken cancellationToken)
    {
        // A run must not end inside an event that an interceptor split.
        while (count > 1 && position + count < _batch.Count && _batch.OriginOf(position + count) == _batch.OriginOf(position + count - 1))
            count--;
        using var run = RunOf(position, count);
        return await processor.StorePrefixAsync(run, _batch, position, cancellationToken);
    }

    private EventBatch RunOf(int position, int count)
    {
        if (count == _batch.Count)
            return _batch.Retain();
        var run = EventBatch.Create();
        run.Add(_batch, position, count);
        return run;
    }

    private int PartsAt(int position)
    {
        var end = position + 1;
        while (end < _batch.Count && _batch.OriginOf(end) == _batch.OriginOf(position))
            end++;
        return end - position;
    }

    private ValueTask AnswerStoredAsync(int upTo, CancellationToken cancellationToken)
    {
        var count = upTo - _answered;
        if (count == 0)
            return ValueTask.CompletedTask;
        _answered = upTo;
        counters.Accepted.Add(count);
        counters.AppendAccepted.Add(count);
        return _answers.AnswerAsync(count, null, cancellationToken);
    }

    private ValueTask AnswerRefusedAsync(int upTo, ChannelException refused, CancellationToken cancellationToken)
    {
        var count = upTo - _answered;
        _answered = upTo;
        counters.Rejected.Add(count);
        counters.WriteFail.Add(count);
        return _answers.AnswerAsync(count, refused, cancellationToken);
    }
}
