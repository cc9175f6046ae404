using FlumePlug.Sdk;

namespace FlumePlug.Netcat.Tests;

/// <summary>Stores any number of events as nothing but their count.</summary>
internal sealed class CountingChannels : IChannelProcessor
{
    private long _events;

    public long Events => Interlocked.Read(ref _events);

    public ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _events, batch.Count);
        return answers.AnswerAsync(batch.Count, null, cancellationToken);
    }
}
