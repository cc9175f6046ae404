using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Diagnostics;

/// <summary>Options of <see cref="StressSource"/>.</summary>
public sealed class StressOptions : PollingOptions
{
    /// <summary>The size of each body.</summary>
    [Option("size", Default = 500, Unit = "bytes", Summary = "The size of each body.")]
    [Range(0, 0x7FFFFFC7)]
    public int Size { get; init; }

    /// <summary>How many events to attempt; negative: no limit.</summary>
    [Option("maxTotalEvents", Default = -1L, Unit = "events", Summary = "Stop after this many events attempted; -1: no limit.")]
    public long MaxTotalEvents { get; init; }

    /// <summary>How many events to have stored; negative: no limit.</summary>
    [Option("maxSuccessfulEvents", Default = -1L, Unit = "events", Summary = "Stop after this many events stored; -1: no limit.")]
    public long MaxSuccessfulEvents { get; init; }

    /// <summary>Events put at once; 1 puts each event by itself.</summary>
    [Option("batchSize", Default = 1, Unit = "events", Summary = "Events put at once; 1 puts each event by itself.")]
    [BatchSize, Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    /// <summary>The most events of a second on average; 0 or less: no limit.</summary>
    [Option("maxEventsPerSecond", Default = 0, Unit = "events/s", Summary = "The most events of a second on average; 0: no limit.")]
    public int MaxEventsPerSecond { get; init; }
}
