using FlumePlug.Sdk;

namespace FlumePlug.Embedded;

/// <summary>
/// The place of the source in an agent inside an application: what stands between it and the channel is configured here, the events
/// are put by the application itself (Flume's EmbeddedSource).
/// </summary>
[Source("embedded", Aliases = ["org.apache.flume.agent.embedded.EmbeddedSource"],
    Summary = "The source of an agent inside an application, which puts events by code; it brings none of its own.")]
public sealed class EmbeddedSource : ISource
{
    /// <inheritdoc/>
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
}
