using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Options of <see cref="WidgetSink"/>.</summary>
public sealed class WidgetOptions
{
    [Option("path", Required = true, Summary = "The file to append to; relative to the configuration's folder.")]
    public string Path { get; init; } = null!;

    [Option("batchSize", Default = 100, Unit = "events", Summary = "The most events of one transaction.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; }
}
