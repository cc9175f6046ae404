using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Diagnostics;

/// <summary>Options of <see cref="SeqSource"/>.</summary>
public sealed class SeqOptions : PollingOptions
{
    /// <summary>How many events to generate.</summary>
    [Option("totalEvents", Default = long.MaxValue, Unit = "events", Summary = "Stop after this many events.")]
    public long TotalEvents { get; init; }

    /// <summary>Events put at once; 1 puts each event by itself.</summary>
    [Option("batchSize", Default = 1, Unit = "events", Summary = "Events put at once; 1 puts each event by itself.")]
    [BatchSize, Range(1, int.MaxValue)]
    public int BatchSize { get; init; }
}
