using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Diagnostics;

/// <summary>Options of <see cref="NullSink"/>.</summary>
public sealed class NullOptions
{
    /// <summary>The most events of one transaction.</summary>
    [Option("batchSize", Default = 100, Unit = "events", Summary = "The most events of one transaction.")]
    [BatchSize, Range(1, int.MaxValue, ErrorMessage = "Batch size must be > 0")]
    public int BatchSize { get; init; }

    /// <summary>How often progress is logged.</summary>
    [Option("logEveryNEvents", Default = 10000, Unit = "events", Summary = "Log progress after each so many events.")]
    [Range(1, int.MaxValue, ErrorMessage = "logEveryNEvents must be > 0")]
    public int LogEveryNEvents { get; init; }
}
