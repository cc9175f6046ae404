using FlumePlug.Sdk;

namespace FlumePlug.SinkProcessors;

/// <summary>Members in a new random order each time.</summary>
[SinkSelector("random", Aliases = ["org.apache.flume.sink.LoadBalancingSinkProcessor$RandomOrderSinkSelector"],
    Summary = "Sinks in a random order.")]
public sealed class RandomSinkSelector(SinkSelectorOptions options, ComponentContext context) : ISinkSelector
{
    private readonly BackoffList _backoff = new(context.Time, options.MaxTimeOut);

    /// <inheritdoc/>
    public int Order(Span<int> members)
    {
        var active = members[.._backoff.Active(members)];
        Random.Shared.Shuffle(active);
        return active.Length;
    }

    /// <inheritdoc/>
    public void Failed(int member) => _backoff.Failed(member);
}
