using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Diagnostics;

/// <summary>Options of <see cref="LoggerSink"/>.</summary>
public sealed class LoggerOptions
{
    /// <summary>How many bytes of a body are shown. Flume ignores it for this sink (a defect); here it works.</summary>
    [Option("maxBytesToLog", Default = 16, Unit = "bytes", BadValueIsDefault = true, Summary = "How many bytes of a body are shown.")]
    [Range(0, int.MaxValue)]
    public int MaxBytesToLog { get; init; }
}
