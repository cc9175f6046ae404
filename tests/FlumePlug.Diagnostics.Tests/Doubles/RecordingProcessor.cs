using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Tests.Doubles;

/// <summary>Keeps the bodies that were put; refuses the attempts that the test names, and cancels when it has enough.</summary>
internal sealed class RecordingProcessor : IChannelProcessor
{
    private int _attempts;

    /// <summary>Whether the nth event (put by itself) or batch, from 0, is refused.</summary>
    public Func<int, bool> Refuses { get; init; } = static _ => false;

    public int Enough { get; init; } = int.MaxValue;

    /// <summary>Cancelled when <see cref="Enough"/> events were put.</summary>
    public CancellationTokenSource? Stop { get; set; }

    public List<string> Bodies { get; } = [];

    public List<Event> Events { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        BatchSizes.Add(batch.Count);
        if (Refuses(_attempts++))
            throw new ChannelFullException("full");
        foreach (ref readonly var put in batch.Events)
            Keep(put);
        return ValueTask.CompletedTask;
    }

    public async ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var refused = Refuses(_attempts++) ? new ChannelFullException("full") : null;
            if (refused is null)
                Keep(batch[i]);
            await answers.AnswerAsync(1, refused, cancellationToken);
        }
    }

    private void Keep(in Event put)
    {
        Events.Add(put);
        Bodies.Add(Encoding.UTF8.GetString(put.Body.Span));
        if (Bodies.Count == Enough)
            Stop?.Cancel();
    }
}
