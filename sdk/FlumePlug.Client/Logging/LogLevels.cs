using System.Globalization;

namespace FlumePlug.Client;

/// <summary>The levels of log4j 1, by their numbers: what the header of Flume's appender holds.</summary>
public enum Log4jLevel
{
    /// <summary>TRACE.</summary>
    Trace = 5000,

    /// <summary>DEBUG.</summary>
    Debug = 10_000,

    /// <summary>INFO.</summary>
    Info = 20_000,

    /// <summary>WARN.</summary>
    Warn = 30_000,

    /// <summary>ERROR.</summary>
    Error = 40_000,

    /// <summary>FATAL.</summary>
    Fatal = 50_000,
}

/// <summary>The levels in a row.</summary>
internal static class LogLevels
{
    public static Log4jLevel[] All { get; } = Enum.GetValues<Log4jLevel>();

    // In this order: it is made of what stands above.
    private static string[] Texts { get; } = [.. All.Select(level => ((int)level).ToString(CultureInfo.InvariantCulture))];

    public static int IndexOf(Log4jLevel level) => Array.IndexOf(All, level) is >= 0 and var index ? index
        : throw new ArgumentOutOfRangeException(nameof(level), level, "There is no such level.");

    public static string TextOf(Log4jLevel level) => Texts[IndexOf(level)];
}
