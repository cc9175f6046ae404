using FlumePlug.Sdk;

namespace FlumePlug.SinkProcessors;

/// <summary>One sink, alone.</summary>
[SinkProcessor("default", Aliases = ["org.apache.flume.sink.DefaultSinkProcessor"], Summary = "One sink, alone.")]
public sealed class DefaultSinkProcessor : ISinkProcessor
{
    /// <summary>Refuses a group of several sinks.</summary>
    public DefaultSinkProcessor(SinkNames sinks)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        if (sinks.Names.Count != 1)
            throw new ConfigurationException(
                "DefaultSinkPolicy can only handle one sink, try using a policy that supports multiple sinks");
    }

    /// <inheritdoc/>
    public ValueTask<bool> ProcessAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(members);
        return members[0].RunAsync(cancellationToken);
    }
}
