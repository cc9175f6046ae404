using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Logging;

/// <summary>
/// Loggers that write one line at once to standard error or a file. Small on purpose: the general logging packages cost a
/// fifth of the time and memory that the agent may take to start. Thread-safe.
/// </summary>
public sealed class LineLoggerFactory(LogSettings settings, TimeProvider time) : ILoggerFactory
{
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly LogOutput _output = settings.File is { } file ? LogOutput.ToFile(file) : LogOutput.ToStandardError();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        _loggers.GetOrAdd(categoryName, name => new LineLogger(name, settings.LevelOf(name), settings.Format, _output, time));

    /// <summary>The names with a level of their own that no logger has so far.</summary>
    public IEnumerable<string> UnusedLevels => settings.Levels.Keys.Except(_loggers.Keys.SelectMany(LogSettings.NamesOf));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Log lines go to one place.");

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();
}
