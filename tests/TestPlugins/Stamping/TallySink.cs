using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using FlumePlug.Sdk;

namespace Acme.Stamping;

public sealed class TallyOptions
{
    [Option("report", Required = true, Summary = "The file of pauses: when each ended, in ms since 1970, and how long it was, in ms.")]
    public string Report { get; init; } = null!;

    [Option("batchSize", Default = 1000, Unit = "events", Summary = "Events of one take.")]
    [BatchSize]
    public int BatchSize { get; init; }
}

/// <summary>
/// Checks that each source's numbers come one by one, and notes how long nothing came. What it knows is in its counters, which
/// outlive it.
/// </summary>
[Sink("tally")]
public sealed class TallySink(TallyOptions options, ComponentContext context) : ISink
{
    private const double NotedPause = 5;

    private readonly Dictionary<string, Counter> _next = [];
    private readonly Counter _wrong = context.Counters["WrongNumberCount"];
    private readonly Counter _last = context.Counters["LastBatchTime"];

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var now = Stopwatch.GetTimestamp();
        if (_last.Value > 0 && Stopwatch.GetElapsedTime(_last.Value, now).TotalMilliseconds is > NotedPause and var pause)
            File.AppendAllText(options.Report, string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} {pause:0.0}\n"));
        _last.Set(now);
        var (source, version, script, next) = ("", "", "", (Counter?)null);
        foreach (ref readonly var counted in batch.Events)
        {
            if (next is null || !ReferenceEquals(counted.Headers["source"], source))
                next = NextOf(source = counted.Headers["source"]!);
            if (!ReferenceEquals(counted.Headers["version"], version) && counted.Headers["version"] is { } other)
                context.Counters["Version" + (version = other)].Increment();
            if (!ReferenceEquals(counted.Headers["script"], script) && counted.Headers["script"] is { } edited)
                context.Counters["Script" + (script = edited)].Increment();
            if (!Utf8Parser.TryParse(counted.Body.Span, out long number, out _) || number != next.Value)
                _wrong.Increment();
            next.Set(number + 1);
        }
        return ValueTask.CompletedTask;
    }

    private Counter NextOf(string source)
    {
        if (!_next.TryGetValue(source, out var next))
            _next[source] = next = context.Counters["Next" + source];
        return next;
    }
}
