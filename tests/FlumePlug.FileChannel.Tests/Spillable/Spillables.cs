using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests.Spillable;

/// <summary>Spillable channels over the directory of a test, and the few moves that tests are made of.</summary>
internal static class Spillables
{
    public static SpillableMemoryChannelOptions Options(
        string root, int memory, int overflow, int timeout, int transaction = 10, long bytes = 0, int eventSize = 500) => new()
        {
            CheckpointDir = Path.Combine(root, "checkpoint"),
            DataDirs = [Path.Combine(root, "data")],
            Capacity = 1000000,
            TransactionCapacity = transaction,
            KeepAlive = 3,
            CheckpointInterval = 30000,
            CheckpointOnClose = true,
            MaxFileSize = 1 << 20,
            FsyncPerTransaction = true,
            FsyncInterval = 5,
            MemoryCapacity = memory,
            OverflowCapacity = overflow,
            OverflowTimeout = timeout,
            OverflowDeactivationThreshold = 50,
            ByteCapacity = bytes,
            ByteCapacityBufferPercentage = 0,
            AvgEventSize = eventSize,
        };

    public static SpillableMemoryChannel Create(TestComponentContext context, int memory, int overflow, int timeout) =>
        new(Options(context.ConfigurationDirectory, memory, overflow, timeout), context);

    public static async Task<SpillableMemoryChannel> StartAsync(TestComponentContext context, SpillableMemoryChannelOptions options)
    {
        var channel = new SpillableMemoryChannel(options, context);
        await channel.StartAsync(CancellationToken.None);
        return channel;
    }

    public static async Task PutAsync(this IChannel channel, params string[] texts)
    {
        using var batch = TestEvents.BatchOf(texts);
        await using var put = await channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None);
        await put.CommitAsync(texts.Length, CancellationToken.None);
    }

    public static async Task<string[]> TakeAsync(this IChannel channel, int max)
    {
        if (await channel.TakeAsync(max, CancellationToken.None) is not { } take)
            return [];
        await using (take)
        {
            string[] texts = [.. TestEvents.TextsOf(take.Batch)];
            await take.CommitAsync(CancellationToken.None);
            return texts;
        }
    }

    public static async Task<List<string>> DrainAsync(this IChannel channel)
    {
        var drained = new List<string>();
        while (await TakeAsync(channel, 10) is { Length: > 0 } some)
            drained.AddRange(some);
        return drained;
    }
}
