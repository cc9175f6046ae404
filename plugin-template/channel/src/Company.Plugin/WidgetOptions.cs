using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Options of <see cref="WidgetChannel"/>.</summary>
public sealed class WidgetOptions : IOptionRules
{
    [Option("capacity", Default = 1000, Unit = "events", Summary = "The most events in the channel.")]
    [Range(1, int.MaxValue)]
    public int Capacity { get; init; }

    [Option("transactionCapacity", Default = 100, Unit = "events", Summary = "The most events of one put or take.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int TransactionCapacity { get; init; }

    [Option("keep-alive", Default = 3, Unit = "s", Summary = "How long a put waits for room.")]
    [Range(0, int.MaxValue / 1000)]
    public int KeepAlive { get; init; }

    public IEnumerable<OptionError> Check()
    {
        if (TransactionCapacity > Capacity)
            yield return new("transactionCapacity", "must not be larger than capacity.");
    }
}
