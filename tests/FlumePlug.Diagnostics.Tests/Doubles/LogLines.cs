using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests.Doubles;

/// <summary>Keeps what was logged, as <c>Level: text</c>.</summary>
internal sealed class LogLines : ILogger
{
    private readonly List<string> _lines = [];

    public LogLevel Least { get; set; } = LogLevel.Information;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= Least;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        lock (_lines)
            _lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
