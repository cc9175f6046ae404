using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Verbs.Trying;

/// <summary>What an agent would give a script's component; what it logs is collected.</summary>
internal sealed class TryContext(TrySetting setting) : ComponentContext, ILogger
{
    private readonly List<string> _logged = [];

    public override string Agent => "script";

    public override string Name => Path.GetFileNameWithoutExtension(setting.File);

    public override ILogger Logger => this;

    public override TimeProvider Time { get; } = setting.Now is { } now ? new FixedNow(now) : TimeProvider.System;

    public override ComponentCounters Counters { get; } = new("SCRIPT", setting.File, "script");

    public override string ConfigurationDirectory => Path.GetDirectoryName(setting.File)!;

    public override IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    public override ProblemLog Problems => new(this, Time);

    public override T Create<T>(Slot<T> slot) => throw new NotSupportedException("A script has no slots.");

    /// <summary>What was logged since the last call.</summary>
    public IReadOnlyList<string> TakeLogged()
    {
        lock (_logged)
        {
            string[] taken = [.. _logged];
            _logged.Clear();
            return taken;
        }
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_logged)
            _logged.Add($"{logLevel}: {formatter(state, exception)}");
    }

    // Its timers are the system's: a script that hangs is left behind all the same.
    private sealed class FixedNow(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
