namespace FlumePlug.Sdk;

/// <summary>
/// The way from a source into its channels: interceptors, then the channel selector, then a transaction in each channel.
/// Safe for concurrent calls with different batches; the order of one caller's batches is kept.
/// </summary>
/// <remarks>The caller keeps its reference to the batch, disposes it, and does not write to it after the call.</remarks>
public interface IChannelProcessor
{
    /// <summary>
    /// Puts a batch whole or not at all. Returning is the acknowledgement: every required channel has stored it. For batches
    /// that a peer or a position formed.
    /// </summary>
    /// <exception cref="ChannelException">A required channel refused the batch; none of them keeps a part.</exception>
    ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Puts each event by itself, as many at a time as there is room for, and says of each, in order and as soon as it is
    /// known, whether it was stored or refused. For sources that answer line by line, or not at all.
    /// </summary>
    /// <remarks>An event that an interceptor drops is answered as stored, as in Flume. One that an interceptor split is
    /// stored when all its parts are.</remarks>
    ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken);
}

/// <summary>
/// Where <see cref="IChannelProcessor.PutEachAsync"/> reports; calls never overlap. A throw ends the put: nothing behind the
/// events answered so far is stored.
/// </summary>
public interface IPutAnswers
{
    /// <summary>The next <paramref name="count"/> events of the batch were stored, or refused for the reason given.</summary>
    ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken);
}
