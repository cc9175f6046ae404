using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>Options of the memory channel; names, defaults and repairs are Flume's (semantics 4.1).</summary>
public sealed class MemoryChannelOptions : IOptionRules
{
    [Option("capacity", Default = 100, Unit = "events", BadValueIsDefault = true, Summary = "The most events in the channel.")]
    [Range(1, int.MaxValue)]
    public int Capacity { get; init; }

    [Option("transactionCapacity", Default = 100, Unit = "events", BadValueIsDefault = true,
        Summary = "The most events of one put or take.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int TransactionCapacity { get; init; }

    [Option("keep-alive", Default = 3, Unit = "s", BadValueIsDefault = true,
        Summary = "How long a put waits for room; 0 or less: not at all.")]
    public int KeepAlive { get; init; }

    [Option("byteCapacity", Unit = "bytes", BadValueIsDefault = true,
        Summary = "The limit for the sum of all bodies; 0 or less lifts it. Default: 80 % of the memory there is.")]
    public long? ByteCapacity { get; init; }

    [Option("byteCapacityBufferPercentage", Default = 20, Unit = "%", BadValueIsDefault = true,
        Summary = "The share of byteCapacity that is left for headers; 100 or more lifts the limit.")]
    public int ByteCapacityBufferPercentage { get; init; }

    public IEnumerable<OptionError> Check()
    {
        if (TransactionCapacity > Capacity)
            yield return new("transactionCapacity", "Transaction Capacity of Memory Channel cannot be higher than the capacity.");
    }
}
