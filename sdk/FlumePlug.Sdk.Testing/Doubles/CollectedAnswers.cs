namespace FlumePlug.Sdk.Testing;

/// <summary>One answer of <see cref="IChannelProcessor.PutEachAsync"/>: so many events stored, or refused for a reason.</summary>
public sealed record PutAnswer(int Count, ChannelException? Refused);

/// <summary>Keeps the answers to a put, in order.</summary>
public sealed class CollectedAnswers : IPutAnswers
{
    private readonly List<PutAnswer> _all = [];

    /// <summary>The answers so far.</summary>
    public IReadOnlyList<PutAnswer> All => _all;

    /// <summary>How many events were stored.</summary>
    public int Stored => _all.Where(answer => answer.Refused is null).Sum(answer => answer.Count);

    /// <summary>How many events were refused.</summary>
    public int Refused => _all.Where(answer => answer.Refused is not null).Sum(answer => answer.Count);

    /// <inheritdoc/>
    public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        _all.Add(new PutAnswer(count, refused));
        return ValueTask.CompletedTask;
    }
}
