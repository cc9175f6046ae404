using Microsoft.Extensions.Logging;

namespace FlumePlug.Logging;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>One line of text, a cause indented below it.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>What is logged, how and where to.</summary>
/// <param name="Level">The least level that is logged.</param>
/// <param name="Levels">Levels of single loggers by name, such as <c>source r1</c> or <c>r1</c>.</param>
/// <param name="File">A file instead of standard error, rolled by size; null: standard error.</param>
public sealed record LogSettings(
    LogLevel Level, IReadOnlyDictionary<string, LogLevel> Levels, LogFormat Format, string? File)
{
    /// <summary>Info and above, as text, to standard error.</summary>
    public static LogSettings Default { get; } = new(LogLevel.Information, new Dictionary<string, LogLevel>(), LogFormat.Text, null);

    /// <summary>The least level of one logger: that of its full name, else of the last word of it, else the general one.</summary>
    public LogLevel LevelOf(string logger)
    {
        foreach (var name in NamesOf(logger))
            if (Levels.TryGetValue(name, out var level))
                return level;
        return Level;
    }

    /// <summary>The names that a level can be given to a logger by.</summary>
    public static IEnumerable<string> NamesOf(string logger) => [logger, logger[(logger.LastIndexOf(' ') + 1)..]];

    /// <summary>Reads a level in our words, .NET's or Log4j's.</summary>
    public static LogLevel? ParseLevel(string text) => text.ToUpperInvariant() switch
    {
        "TRACE" or "ALL" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        "OFF" or "NONE" => LogLevel.None,
        _ => null,
    };
}
