using FlumePlug.Sdk;

namespace FlumePlug.SinkProcessors;

/// <summary>Options of the built-in sink selectors.</summary>
public sealed class SinkSelectorOptions
{
    /// <summary>The longest time that a failed member is left out.</summary>
    [Option("maxTimeOut", Default = 30000L, Unit = "ms",
        Summary = "The longest time that a failed sink is left out; 0 is the default.")]
    public long MaxTimeOut { get; init; }
}
