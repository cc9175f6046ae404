using FlumePlug.Client;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Logging;

/// <summary>Loggers whose messages are sent to an agent. Dispose it, or the factory that owns it, and what waits is sent.</summary>
[ProviderAlias("Flume")]
public sealed class FlumeLoggerProvider(LogAppenderOptions options, TimeProvider? time = null) : ILoggerProvider, IAsyncDisposable
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>What sends the messages: its counters, and a flush.</summary>
    public LogAppender Appender { get; } = new(options, time);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new FlumeLogger(Appender.SourceOf(categoryName), _time);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Appender.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => Appender.Dispose();
}
