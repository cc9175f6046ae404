using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>Counts and remembers the last text.</summary>
internal sealed class CountingChannels : IChannelProcessor
{
    private long _events;
    private string? _last;

    public long Events => Interlocked.Read(ref _events);

    public string? Last => Volatile.Read(ref _last);

    public ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        Count(batch);
        return ValueTask.CompletedTask;
    }

    public ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        Count(batch);
        return answers.AnswerAsync(batch.Count, null, cancellationToken);
    }

    private void Count(EventBatch batch)
    {
        Interlocked.Add(ref _events, batch.Count);
        if (batch.Count > 0)
            Volatile.Write(ref _last, Encoding.UTF8.GetString(batch[^1].Body.Span));
    }
}
