using FlumePlug.Client;
using FlumePlug.Sdk;
using NLog;
using NLog.Common;
using NLog.Config;
using NLog.Targets;

namespace FlumePlug.Logging.NLog;

/// <summary>
/// Sends log events to agents: <c>&lt;target type="Flume" hosts="one:41414 two:41414" layout="${message}" /&gt;</c>. The properties
/// are those of Flume's log4j appenders.
/// </summary>
[Target("Flume")]
public sealed class FlumeTarget : TargetWithLayout
{
    private LogAppender? _appender;

    /// <summary>host:port of one agent, or of several, separated by blanks, which are sent to in turn.</summary>
    public string Hosts { get; set; } = "";

    /// <summary>ROUND_ROBIN or RANDOM.</summary>
    public string Selector { get; set; } = "ROUND_ROBIN";

    /// <summary>The longest time in ms that a host that failed is left out.</summary>
    public int MaxBackoff { get; set; } = 30_000;

    /// <summary>Whether events of a call that failed are dropped instead of sent again.</summary>
    public bool UnsafeMode { get; set; }

    /// <summary>The longest time in ms to connect, and for a call.</summary>
    public int Timeout { get; set; } = 20_000;

    /// <summary>The most events of one call.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>The most events that wait; one more is dropped.</summary>
    public int Capacity { get; set; } = 65_536;

    /// <summary>Events that are lost.</summary>
    public long Dropped => _appender?.Dropped ?? 0;

    /// <inheritdoc/>
    protected override void InitializeTarget()
    {
        base.InitializeTarget();
        try
        {
            _appender = new LogAppender(Options());
        }
        catch (ConfigurationException wrong)
        {
            throw new NLogConfigurationException($"Flume target: {wrong.Message}", wrong);
        }
    }

    /// <inheritdoc/>
    protected override void Write(LogEventInfo logEvent)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        _appender?.SourceOf(logEvent.LoggerName ?? "").Append(LevelOf(logEvent.Level), logEvent.TimeStamp, RenderLogEvent(Layout, logEvent));
    }

    /// <inheritdoc/>
    protected override void FlushAsync(AsyncContinuation asyncContinuation) =>
        _ = (_appender?.FlushAsync() ?? Task.CompletedTask).ContinueWith(done => asyncContinuation(done.Exception), TaskScheduler.Default);

    /// <inheritdoc/>
    protected override void CloseTarget()
    {
        _appender?.Dispose();
        _appender = null;
        base.CloseTarget();
    }

    private LogAppenderOptions Options()
    {
        var options = LogAppenderOptions.To(Hosts);
        if (!Enum.TryParse<HostSelector>(Selector.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var selector))
            throw new ConfigurationException($"Selector '{Selector}' is neither ROUND_ROBIN nor RANDOM.");
        return options with
        {
            UnsafeMode = UnsafeMode,
            Capacity = Capacity,
            Problem = problem => InternalLogger.Warn("Flume target: {0}", problem),
            Client = options.Client with
            {
                BatchSize = BatchSize,
                Selector = selector,
                MaxBackoff = TimeSpan.FromMilliseconds(MaxBackoff),
                ConnectTimeout = TimeSpan.FromMilliseconds(Timeout),
                RequestTimeout = TimeSpan.FromMilliseconds(Timeout),
            },
        };
    }

    private static Log4jLevel LevelOf(LogLevel level) => level.Ordinal switch
    {
        0 => Log4jLevel.Trace,
        1 => Log4jLevel.Debug,
        2 => Log4jLevel.Info,
        3 => Log4jLevel.Warn,
        4 => Log4jLevel.Error,
        _ => Log4jLevel.Fatal,
    };
}
