using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>Options of Flume's channel for tests.</summary>
public sealed class PseudoTxnMemoryChannelOptions
{
    [Option("capacity", Default = 50, Unit = "events", Summary = "The most events in the channel.")]
    [Range(1, int.MaxValue)]
    public int Capacity { get; init; }

    [Option("keep-alive", Default = 3, Unit = "s", Summary = "Flume's wait of a take; takes never wait here.")]
    public int KeepAlive { get; init; }
}

/// <summary>
/// Flume's channel for tests: a put waits for room without end. Rolls back like every other channel, which Flume's does not.
/// </summary>
[Channel("org.apache.flume.channel.PseudoTxnMemoryChannel",
    Summary = "Flume's channel for tests: a small memory queue whose puts wait for room without end.")]
public sealed class PseudoTxnMemoryChannel(PseudoTxnMemoryChannelOptions options, ComponentContext context) : QueueChannel(new(
    options.Capacity, options.Capacity, BodySlots.Unlimited, Timeout.InfiniteTimeSpan, context.Time));
