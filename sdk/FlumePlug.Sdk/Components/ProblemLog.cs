using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk;

/// <summary>
/// Logs a component's problems without flooding the log: the first of a text at once with its cause, later ones of the same
/// text counted and told at most once in <see cref="Quiet"/>. Safe for concurrent calls.
/// </summary>
public sealed class ProblemLog(ILogger logger, TimeProvider time)
{
    private const int MostTexts = 256;
    private readonly Dictionary<string, Seen> _seen = [];

    /// <summary>How long the same text is only counted.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Reports a problem; the same text and the same message of the cause count as one problem.</summary>
    public void Report(string text, Exception? cause = null, LogLevel level = LogLevel.Error)
    {
        var repeats = CountRepeats($"{level} {text} {cause?.GetType().Name} {cause?.Message}");
        if (repeats < 0)
            return;
        var message = cause is null ? text : $"{text} {cause.Message}";
        if (repeats > 0)
            logger.Log(level, "{Problem} ({Repeats} more times since it was last told)", message, repeats);
        else
            logger.Log(level, logger.IsEnabled(LogLevel.Debug) ? cause : null, "{Problem}", message);
    }

    // Zero: new, tell it; positive: tell it with that many untold before; negative: keep quiet.
    private long CountRepeats(string key)
    {
        lock (_seen)
        {
            var now = time.GetTimestamp();
            if (!_seen.TryGetValue(key, out var seen))
            {
                if (_seen.Count >= MostTexts)
                    _seen.Clear();
                _seen[key] = new Seen(now, 0);
                return 0;
            }
            if (time.GetElapsedTime(seen.Told, now) < Quiet)
            {
                _seen[key] = seen with { Untold = seen.Untold + 1 };
                return -1;
            }
            _seen[key] = new Seen(now, 0);
            return seen.Untold + 1;
        }
    }

    private readonly record struct Seen(long Told, long Untold);
}
