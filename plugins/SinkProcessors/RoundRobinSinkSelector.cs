using FlumePlug.Sdk;

namespace FlumePlug.SinkProcessors;

/// <summary>Members in turn: each order starts one later than the last.</summary>
[SinkSelector("round_robin", Aliases = ["org.apache.flume.sink.LoadBalancingSinkProcessor$RoundRobinSinkSelector"],
    Summary = "Sinks in turn.")]
public sealed class RoundRobinSinkSelector(SinkSelectorOptions options, ComponentContext context) : ISinkSelector
{
    private readonly BackoffList _backoff = new(context.Time, options.MaxTimeOut);
    private int _next;

    /// <inheritdoc/>
    public int Order(Span<int> members)
    {
        var active = members[.._backoff.Active(members)];
        if (active.IsEmpty)
            return 0;
        var first = _next < active.Length ? _next : 0;
        _next = (first + 1) % active.Length;
        Rotate(active, first);
        return active.Length;
    }

    /// <inheritdoc/>
    public void Failed(int member) => _backoff.Failed(member);

    private static void Rotate(Span<int> members, int first)
    {
        members[..first].Reverse();
        members[first..].Reverse();
        members.Reverse();
    }
}
