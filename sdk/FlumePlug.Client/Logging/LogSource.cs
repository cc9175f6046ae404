using System.Globalization;
using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>One named logger: its headers are made once for each level and millisecond. Safe for concurrent calls.</summary>
public sealed class LogSource
{
    private readonly EventQueue _queue;
    private readonly Headers _headers;
    private readonly Stamped?[] _stamped = new Stamped?[LogLevels.All.Length];

    internal LogSource(EventQueue queue, string logger) => (_queue, _headers) = (queue, LogHeaders.Of(logger));

    /// <summary>Queues a text that was logged at a time; false: it is dropped. Never waits.</summary>
    public bool Append(Log4jLevel level, DateTimeOffset time, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _queue.TryAdd(new Event(HeadersAt(level, time.ToUnixTimeMilliseconds()), Encoding.UTF8.GetBytes(text)));
    }

    private Headers HeadersAt(Log4jLevel level, long time)
    {
        ref var slot = ref _stamped[LogLevels.IndexOf(level)];
        if (Volatile.Read(ref slot) is { } last && last.Time == time)
            return last.Headers;
        var headers = _headers.With(LogHeaders.Level, LogLevels.TextOf(level))
            .With(LogHeaders.Timestamp, time.ToString(CultureInfo.InvariantCulture));
        Volatile.Write(ref slot, new Stamped(time, headers));
        return headers;
    }

    private sealed record Stamped(long Time, Headers Headers);
}
