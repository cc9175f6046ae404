using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Options of <see cref="WidgetSource"/>.</summary>
public sealed class WidgetOptions : PollingOptions
{
    [Option("text", Default = "tick", Summary = "What each body begins with.")]
    public string Text { get; init; } = null!;

    [Option("interval", Default = 1000, Unit = "ms", Summary = "The time between two batches.")]
    [Range(1, int.MaxValue)]
    public int Interval { get; init; }

    [Option("batchSize", Default = 10, Unit = "events", Summary = "Events put at once.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; }
}
