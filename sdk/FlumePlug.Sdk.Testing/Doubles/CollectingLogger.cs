using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk.Testing;

/// <summary>One line of a <see cref="CollectingLogger"/>.</summary>
public sealed record LoggedLine(LogLevel Level, string Text, Exception? Cause);

/// <summary>A logger that keeps what it is told, every level. Safe for concurrent calls.</summary>
public sealed class CollectingLogger : ILogger
{
    private readonly ConcurrentQueue<LoggedLine> _lines = new();

    /// <summary>What was logged so far, in order.</summary>
    public IReadOnlyList<LoggedLine> Lines => [.. _lines];

    /// <summary>The texts of one level, in order.</summary>
    public IReadOnlyList<string> TextsOf(LogLevel level) =>
        [.. _lines.Where(line => line.Level == level).Select(line => line.Text)];

    /// <summary>What was logged so far, which it forgets.</summary>
    public IReadOnlyList<LoggedLine> TakeLines()
    {
        var taken = new List<LoggedLine>();
        while (_lines.TryDequeue(out var line))
            taken.Add(line);
        return taken;
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _lines.Enqueue(new LoggedLine(logLevel, formatter(state, exception), exception));
    }
}
