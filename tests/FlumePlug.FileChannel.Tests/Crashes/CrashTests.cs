using System.Collections.Concurrent;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>
/// Every legal state of the disk after a crash recovers by itself: nothing acknowledged is lost, nothing is invented, the order
/// is kept, and only takes since the last flush come again. LONG=1 tries many more states; SEEDS says of how many workloads.
/// </summary>
public sealed class CrashTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("LONG") == "1";
    private static readonly int Seeds = Environment.GetEnvironmentVariable("SEEDS") is { } seeds ? int.Parse(seeds) : Long ? 40 : 1;

    public static TheoryData<string, int, bool, bool, string?> Setups => new()
    {
        { "one directory", 1, false, true, null },
        { "two directories", 2, false, true, null },
        { "one directory and a backup of the checkpoint", 1, true, true, null },
        { "encrypted", 1, false, true, "old" },
        { "two directories, flushed now and then", 2, false, false, null },
    };

    [Theory, MemberData(nameof(Setups))]
    public async Task Every_state_that_a_crash_may_leave_recovers(
        string setup, int directories, bool backup, bool flush, string? key)
    {
        Assert.NotEmpty(setup);
        var tried = 0;
        for (var seed = 1; seed <= Seeds; seed++)
            tried += await TryAsync(seed, Given.Options(
                "/model", directories, capacity: 1000, transactionCapacity: 100, maxFileSize: 12_000, backup: backup, flush: flush, activeKey: key));
        TestContext.Current.TestOutputHelper?.WriteLine($"states after a crash, {setup}: {tried} different, seeds 1 to {Seeds}");
        Assert.InRange(tried, 500 * Seeds, int.MaxValue);
    }

    private static async Task<int> TryAsync(int seed, FileChannelOptions options)
    {
        using var workload = new Workload(options, seed);
        await workload.RunAsync(steps: Long ? 60 : 40);
        var operations = workload.Disk.Operations;
        var oracles = new ConcurrentDictionary<int, Oracle>();
        var seen = new ConcurrentDictionary<(int, int), bool>();
        var states = new CrashStates(operations, new ModelDisk(), new Random(seed), randomEach: Long ? 10 : 2).All();
        await Parallel.ForEachAsync(states, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (state, _) =>
        {
            var oracle = oracles.GetOrAdd(state.After, after => new Oracle(operations.Take(after), workload.Puts, options.FsyncPerTransaction));
            if (!seen.TryAdd((state.State.Hash(), oracle.Known), true))
                return;
            var judged = await RecoverAsync(options, state.State, oracle);
            Assert.True(judged is null, $"Seed {seed}, crash after operation {state.After} ({operations[Math.Max(0, state.After - 1)]}): {judged}");
        });
        return seen.Count;
    }

    private static async Task<string?> RecoverAsync(FileChannelOptions options, ModelDisk state, Oracle oracle)
    {
        var disk = new RecordedDisk(state) { Records = false };
        try
        {
            var first = await DrainAsync(options, disk);
            if (oracle.Judge(first) is { } wrong)
                return wrong;
            var second = await DrainAsync(options, disk);
            return second.Count == 0 ? null : $"{second[0]} comes again after everything was taken";
        }
        catch (Exception failure) when (failure is IOException or ChannelException)
        {
            return failure.ToString();
        }
    }

    // Takes everything, and goes on working: one more put is stored and taken.
    private static async Task<List<TakenEvent>> DrainAsync(FileChannelOptions options, RecordedDisk disk)
    {
        using var context = new TestComponentContext();
        using var channel = new FileChannel(options, Keys.Two.In(context), disk);
        await channel.StartAsync(CancellationToken.None);
        var waiting = channel.Fill.Size;
        var drained = await TakeAllAsync(channel);
        using (var batch = TestEvents.BatchOf("1000000/0/"))
        await using (var put = await channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None))
            await put.CommitAsync(1, CancellationToken.None);
        Assert.Equal([new TakenEvent(1000000, 0)], await TakeAllAsync(channel));
        Assert.Equal(0, channel.Fill.Size);
        Assert.True(waiting >= drained.Count, $"{waiting} events were said to wait and {drained.Count} came.");
        await channel.StopAsync(CancellationToken.None);
        return drained;
    }

    private static async Task<List<TakenEvent>> TakeAllAsync(FileChannel channel)
    {
        var taken = new List<TakenEvent>();
        while (await channel.TakeAsync(7, CancellationToken.None) is { } take)
            await using (take)
            {
                taken.AddRange(TakenEvent.AllOf(take.Batch));
                await take.CommitAsync(CancellationToken.None);
            }
        return taken;
    }
}
