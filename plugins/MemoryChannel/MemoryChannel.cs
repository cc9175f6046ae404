using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>A bounded queue in memory, limited by events and by body bytes in slots of 100, as Flume's memory channel.</summary>
[Channel("memory", Aliases = ["org.apache.flume.channel.MemoryChannel"],
    Summary = "A bounded queue in memory; its events are lost when the process ends.")]
public sealed class MemoryChannel(MemoryChannelOptions options, ComponentContext context) : QueueChannel(new(
    options.Capacity, options.TransactionCapacity, BodySlots.Of(options.ByteCapacity, options.ByteCapacityBufferPercentage),
    TimeSpan.FromSeconds(options.KeepAlive), context.Time))
{
    public override bool TryApply(object options) => options is MemoryChannelOptions next && Queue.TryResize(
        next.Capacity, next.TransactionCapacity, BodySlots.Of(next.ByteCapacity, next.ByteCapacityBufferPercentage),
        TimeSpan.FromSeconds(next.KeepAlive));
}
