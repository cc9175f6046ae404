using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests.Spillable;

/// <summary>The promises that any channel keeps: with an overflow, in memory alone, and on the disk alone.</summary>
public sealed class SpillableConformanceTests
{
    private static readonly ChannelConformance<SpillableMemoryChannel> Both =
        new(context => Spillables.Create(context, memory: 10, overflow: 100, timeout: 0)) { KeepAlive = TimeSpan.Zero };

    private static readonly ChannelConformance<SpillableMemoryChannel> MemoryAlone =
        new(context => Spillables.Create(context, memory: 20, overflow: 0, timeout: 3));

    private static readonly ChannelConformance<SpillableMemoryChannel> DiskAlone =
        new(context => Spillables.Create(context, memory: 0, overflow: 20, timeout: 3)) { KeepAlive = TimeSpan.Zero };

    public static TheoryData<string> Promises => [.. Both.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task The_spillable_channel_keeps(string promise) => Both.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Promises))]
    public Task Without_an_overflow_it_keeps(string promise) => MemoryAlone.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Promises))]
    public Task Without_memory_it_keeps(string promise) => DiskAlone.RunAsync(promise, TestContext.Current.CancellationToken);
}
