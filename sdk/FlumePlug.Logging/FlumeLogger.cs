using FlumePlug.Client;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Logging;

/// <summary>One category. What is filtered out by level does not come here: that is the factory's work.</summary>
internal sealed class FlumeLogger(LogSource source, TimeProvider time) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
            return;
        var text = formatter(state, exception);
        source.Append(LevelOf(logLevel), time.GetUtcNow(), exception is null ? text : $"{text}\n{exception}");
    }

    private static Log4jLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => Log4jLevel.Trace,
        LogLevel.Debug => Log4jLevel.Debug,
        LogLevel.Information => Log4jLevel.Info,
        LogLevel.Warning => Log4jLevel.Warn,
        LogLevel.Error => Log4jLevel.Error,
        _ => Log4jLevel.Fatal,
    };
}
