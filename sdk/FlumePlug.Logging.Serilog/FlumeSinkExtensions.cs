using FlumePlug.Client;
using FlumePlug.Logging.Serilog;
using Serilog.Configuration;
using Serilog.Events;
using Serilog.Formatting;

namespace Serilog;

/// <summary><c>WriteTo.Flume</c>.</summary>
public static class FlumeSinkExtensions
{
    /// <summary>Writes to the agent at <c>host:port</c>, or to several, separated by blanks, in turn.</summary>
    /// <exception cref="FlumePlug.Sdk.ConfigurationException">A host cannot be.</exception>
    public static LoggerConfiguration Flume(
        this LoggerSinkConfiguration sinks, string hosts, bool unsafeMode = false, int batchSize = 100, ITextFormatter? formatter = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum)
    {
        var options = LogAppenderOptions.To(hosts);
        return sinks.Flume(options with { UnsafeMode = unsafeMode, Client = options.Client with { BatchSize = batchSize } }, formatter, restrictedToMinimumLevel);
    }

    /// <summary>Writes to agents.</summary>
    public static LoggerConfiguration Flume(
        this LoggerSinkConfiguration sinks, LogAppenderOptions options, ITextFormatter? formatter = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        return sinks.Sink(new FlumeSink(options, formatter), restrictedToMinimumLevel);
    }
}
