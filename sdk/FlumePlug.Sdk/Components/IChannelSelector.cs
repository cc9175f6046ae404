namespace FlumePlug.Sdk;

/// <summary>Chooses the channels of an event. A constructor may take <see cref="ChannelNames"/>. Called concurrently.</summary>
public interface IChannelSelector
{
    /// <summary>
    /// Called before the first event, when the agent starts or goes over to a configuration with it, not when that is validated. A
    /// throw refuses the change; at a start it is logged, and what needs the start has to try again. Disposed at the end.
    /// </summary>
    ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The channels that must store the event, and those that should; no channel at all drops it, counted.</summary>
    Route Select(in Event routed);

    /// <summary>
    /// Chooses for a whole batch, whose events nobody changes meanwhile; default: <see cref="Select"/> for each. The host calls
    /// this one.
    /// </summary>
    ValueTask SelectAsync(EventBatch batch, Memory<Route> routes, CancellationToken cancellationToken)
    {
        var chosen = routes.Span;
        for (var i = 0; i < batch.Count; i++)
            chosen[i] = Select(batch[i]);
        return ValueTask.CompletedTask;
    }

    /// <summary>The route when it is the same for every event, so that nobody asks per event; default: it is not.</summary>
    Route? Always => null;
}

/// <summary>The channels of one event, as bits by their position in the source's <see cref="ChannelNames"/>.</summary>
/// <param name="Required">Channels that must store the event before it is acknowledged.</param>
/// <param name="Optional">Channels that are offered the event; what does not fit is dropped there, logged and counted.</param>
public readonly record struct Route(ulong Required, ulong Optional = 0)
{
    /// <summary>No channel: the event is dropped.</summary>
    public static Route None => default;
}

/// <summary>The names of a source's channels in the order of the configuration; at most 64.</summary>
public sealed record ChannelNames(IReadOnlyList<string> Names)
{
    /// <summary>The most channels of one source.</summary>
    public const int Most = 64;

    /// <summary>The bits of all channels.</summary>
    public ulong All => Names.Count == Most ? ulong.MaxValue : (1UL << Names.Count) - 1;

    /// <summary>The bit of one channel, or 0 when the source has no channel of that name.</summary>
    public ulong BitOf(string name)
    {
        for (var i = 0; i < Names.Count; i++)
            if (Names[i] == name)
                return 1UL << i;
        return 0;
    }
}
