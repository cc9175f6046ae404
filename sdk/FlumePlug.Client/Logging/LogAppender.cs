using System.Collections.Concurrent;

namespace FlumePlug.Client;

/// <summary>
/// What the log appenders have in common: log events with the headers of Flume's log4j appender, through a bounded queue. Callers
/// never wait. Safe for concurrent calls.
/// </summary>
public sealed class LogAppender : IAsyncDisposable, IDisposable
{
    private readonly EventQueue _queue;
    private readonly ConcurrentDictionary<string, LogSource> _sources = new(StringComparer.Ordinal);

    /// <summary>Starts sending; it connects with the first event.</summary>
    /// <exception cref="Sdk.ConfigurationException">The options cannot work.</exception>
    public LogAppender(LogAppenderOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _queue = new EventQueue(FlumeClient.Create(options.Client, time: time), options, time);
    }

    /// <summary>Events that an agent has stored.</summary>
    public long Sent => _queue.Sent;

    /// <summary>Events that are lost.</summary>
    public long Dropped => _queue.Dropped;

    /// <summary>The logger of a name, to be kept by who logs often.</summary>
    public LogSource SourceOf(string logger) => _sources.GetOrAdd(logger, static (name, queue) => new LogSource(queue, name), _queue);

    /// <summary>Returns when what was logged so far is sent or dropped.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _queue.FlushAsync(cancellationToken);

    /// <summary>Sends what waits, for as long as the flush timeout allows.</summary>
    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
