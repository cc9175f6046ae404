using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Diagnostics;

/// <summary>
/// Logs each event at info, in Flume's words (its LoggerSink and EventHelper). The one component whose purpose is a log line
/// per event.
/// </summary>
[Sink("logger", Aliases = ["org.apache.flume.sink.LoggerSink"], Summary = "Logs the headers and the first bytes of each event.")]
public sealed class LoggerSink(LoggerOptions options, ComponentContext context) : ISink
{
    /// <inheritdoc/>
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!context.Logger.IsEnabled(LogLevel.Information))
            return ValueTask.CompletedTask;
        foreach (ref readonly var logged in batch.Events)
            context.Logger.LogInformation("{Event}", EventDump.Of(logged, options.MaxBytesToLog));
        return ValueTask.CompletedTask;
    }
}
