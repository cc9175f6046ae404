using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Diagnostics;

/// <summary>
/// Puts what a generator made: as one batch, or, where Flume puts event by event (batch size 1), each by itself with many
/// travelling together. The first refused event ends a put, so that nothing overtakes it.
/// </summary>
internal sealed class GeneratedPut(int batchSize) : IPutAnswers
{
    private const int SinglesTogether = 256;

    /// <summary>The most events of the next put.</summary>
    public int Most => batchSize == 1 ? SinglesTogether : batchSize;

    /// <summary>Events stored so far.</summary>
    public long Stored { get; private set; }

    /// <exception cref="ChannelException">An event, and what stands behind it in the batch, was not stored.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutAsync(IChannelProcessor channels, EventBatch batch, CancellationToken cancellationToken)
    {
        if (batchSize == 1)
        {
            await channels.PutEachAsync(batch, this, cancellationToken);
            return;
        }
        var count = batch.Count;
        await channels.PutAsync(batch, cancellationToken);
        Stored += count;
    }

    ValueTask IPutAnswers.AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        if (refused is not null)
            throw refused;
        Stored += count;
        return ValueTask.CompletedTask;
    }
}
