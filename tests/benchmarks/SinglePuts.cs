using System.Diagnostics;
using FlumePlug.FileChannel;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Benchmarks;

/// <summary>A hundred callers that put one event at a time into a file channel of this process, and one that takes.</summary>
internal static class SinglePuts
{
    public static async Task<Measurement> RunAsync(string flow, WorkDirectory directory, int callers, int bodySize, TimeSpan window, double target, double ceiling)
    {
        using var context = new TestComponentContext(time: TimeProvider.System);
        using var channel = new FileChannel.FileChannel(new FileChannelOptions
        {
            CheckpointDir = directory.PathOf("checkpoint"),
            DataDirs = [directory.PathOf("data")],
            Capacity = 1_000_000,
            TransactionCapacity = 10_000,
            KeepAlive = 3,
            CheckpointInterval = 30_000,
            MaxFileSize = 1 << 30,
            FsyncPerTransaction = true,
            FsyncInterval = 5,
        }, context);
        await channel.StartAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var (stored, taking) = (new long[callers * 8], TakeAsync(channel, stop.Token));
        var (processor, allocated, since) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            using var batch = EventBatch.Create();
            batch.AddCopy(Headers.Empty, new byte[bodySize]);
            for (; Stopwatch.GetElapsedTime(since) < window; stored[caller * 8]++)
                await using (var put = await channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None))
                    await put.CommitAsync(1, CancellationToken.None);
        })));
        var (seconds, all) = (Stopwatch.GetElapsedTime(since).TotalSeconds, (double)stored.Sum());
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        await stop.CancelAsync();
        await taking;
        await channel.StopAsync(CancellationToken.None);
        return new(flow, all / seconds, ceiling, processor.TotalSeconds / (all / 1e6), allocated / all, Environment.WorkingSet, target, null);
    }

    private static async Task TakeAsync(FileChannel.FileChannel channel, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (await channel.TakeAsync(1000, stop) is not { } take)
                {
                    await channel.WaitAsync(stop);
                    continue;
                }
                await using (take)
                    await take.CommitAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }
}
