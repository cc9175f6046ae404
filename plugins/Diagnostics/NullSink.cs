using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Diagnostics;

/// <summary>Discards events and logs how many there were (Flume's NullSink).</summary>
[Sink("null", Aliases = ["org.apache.flume.sink.NullSink"], Summary = "Discards events and logs progress.")]
public sealed class NullSink(NullOptions options, ComponentContext context) : ISink
{
    private long _processed;
    private long _nextLogged = options.LogEveryNEvents;

    /// <inheritdoc/>
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _processed += batch.Count;
        for (; _nextLogged <= _processed; _nextLogged += options.LogEveryNEvents)
            context.Logger.LogInformation("Null sink {Name} successful processed {Count} events.", context.Name, _nextLogged);
        return ValueTask.CompletedTask;
    }
}
