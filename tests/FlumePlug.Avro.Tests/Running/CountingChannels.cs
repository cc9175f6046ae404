using FlumePlug.Sdk;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>Stores nothing and counts.</summary>
internal sealed class CountingChannels : IChannelProcessor
{
    private long _events;

    public long Events => Interlocked.Read(ref _events);

    public ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _events, batch.Count);
        return ValueTask.CompletedTask;
    }

    public ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _events, batch.Count);
        return answers.AnswerAsync(batch.Count, null, cancellationToken);
    }
}
