using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// Options of the spillable memory channel (semantics 4.4): its own and all of the file channel's, of which
/// <c>capacity</c> and <c>keep-alive</c> are not used.
/// </summary>
public sealed class SpillableMemoryChannelOptions : FileChannelOptions
{
    internal const int UsualOverflow = 100_000_000;

    [Option("memoryCapacity", Default = 10000, Unit = "events", BadValueIsDefault = true,
        Summary = "The most events in memory; 0: all go to the disk.")]
    [Range(0, int.MaxValue)]
    public int MemoryCapacity { get; init; }

    [Option("overflowCapacity", Default = UsualOverflow, Unit = "events", BadValueIsDefault = true,
        Summary = "The most events on the disk; 0: none go there. Not less than transactionCapacity otherwise.")]
    [Range(0, int.MaxValue)]
    public int OverflowCapacity { get; init; }

    [Option("overflowTimeout", Default = 3, Unit = "s", BadValueIsDefault = true,
        Summary = "How long a put waits for room in memory before it goes to the disk; those after it do not wait.")]
    [Range(0, int.MaxValue)]
    public int OverflowTimeout { get; init; }

    [Option("overflowDeactivationThreshold", Default = 5, Unit = "%", BadValueIsDefault = true,
        Summary = "How much of the memory must be free for puts to wait for it again.")]
    [Range(0, 100)]
    public int OverflowDeactivationThreshold { get; init; }

    [Option("byteCapacity", Unit = "bytes", BadValueIsDefault = true,
        Summary = "The limit for the sum of all bodies in memory; 0 lifts it. Default: 80 % of the memory there is.")]
    [Range(0, long.MaxValue)]
    public long? ByteCapacity { get; init; }

    [Option("byteCapacityBufferPercentage", Default = 20, Unit = "%", BadValueIsDefault = true,
        Summary = "The share of byteCapacity that is left for headers.")]
    [Range(0, 100)]
    public int ByteCapacityBufferPercentage { get; init; }

    [Option("avgEventSize", Default = 500, Unit = "bytes", BadValueIsDefault = true,
        Summary = "Bodies are counted in multiples of this size.")]
    [Range(1, int.MaxValue)]
    public int AvgEventSize { get; init; }

    /// <summary>Nothing would be stored anywhere: then Flume takes the usual overflow.</summary>
    internal bool HasNoRoom => MemoryCapacity == 0 && OverflowCapacity == 0;

    internal int Overflow => HasNoRoom ? UsualOverflow : OverflowCapacity;

    public override IEnumerable<OptionError> Check()
    {
        foreach (var wrong in base.Check())
            if (wrong.Option != "transactionCapacity")
                yield return wrong;
        if (Overflow > 0 && TransactionCapacity > Overflow)
            yield return new("overflowCapacity", "File Channel transaction capacity cannot be greater than the capacity of the channel.");
    }
}
