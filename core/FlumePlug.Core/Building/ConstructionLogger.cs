using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Building;

/// <summary>A component's logger. What its constructor warns of is a problem of the configuration, told with the others and their places.</summary>
internal sealed class ConstructionLogger(ILogger inner, Action<string> warn) : ILogger
{
    private volatile Action<string>? _warn = warn;

    /// <summary>From now on warnings are logged.</summary>
    public void Constructed() => _warn = null;

    public bool IsEnabled(LogLevel logLevel) => (logLevel == LogLevel.Warning && _warn is not null) || inner.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Warning && _warn is { } warn)
            warn(formatter(state, exception));
        else
            inner.Log(logLevel, eventId, state, exception, formatter);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);
}
