using System.Globalization;
using FlumePlug.Client;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace FlumePlug.Logging.Serilog;

/// <summary>Sends log events to an agent; the logger's name is the property SourceContext.</summary>
/// <param name="options">Where to send.</param>
/// <param name="formatter">What the body is; null: the message, and the exception below it.</param>
public sealed class FlumeSink(LogAppenderOptions options, ITextFormatter? formatter = null) : ILogEventSink, IDisposable, IAsyncDisposable
{
    /// <summary>What sends the events: its counters, and a flush.</summary>
    public LogAppender Appender { get; } = new(options);

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        var logger = logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value)
            && value is ScalarValue { Value: string name } ? name : "";
        Appender.SourceOf(logger).Append(LevelOf(logEvent.Level), logEvent.Timestamp, TextOf(logEvent));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Appender.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => Appender.Dispose();

    private string TextOf(LogEvent logEvent)
    {
        if (formatter is null)
        {
            var message = logEvent.RenderMessage(CultureInfo.InvariantCulture);
            return logEvent.Exception is null ? message : $"{message}\n{logEvent.Exception}";
        }
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        return text.ToString();
    }

    private static Log4jLevel LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => Log4jLevel.Trace,
        LogEventLevel.Debug => Log4jLevel.Debug,
        LogEventLevel.Information => Log4jLevel.Info,
        LogEventLevel.Warning => Log4jLevel.Warn,
        LogEventLevel.Error => Log4jLevel.Error,
        _ => Log4jLevel.Fatal,
    };
}
