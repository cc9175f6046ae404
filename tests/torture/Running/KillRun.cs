using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.FileChannel;

namespace FlumePlug.Torture.Tests.Running;

/// <summary>Kills agents in a row at random times and at named points, and judges what the oracle saw.</summary>
internal static class KillRun
{
    private const int LeastPoints = 20;

    // Points that an agent comes to seldom, some only when it stops.
    private static readonly string[] Once =
    [
        KillPoint.SegmentCreated, KillPoint.SegmentHeaderWritten, KillPoint.SegmentFlushed, KillPoint.SegmentsReady, KillPoint.SegmentSealed,
        KillPoint.SegmentDeleted, KillPoint.DeletionLasting,
        KillPoint.LockTaken, KillPoint.CheckpointRead, KillPoint.Recovered, KillPoint.Stopping, KillPoint.Closed, KillPoint.CheckpointCreated,
        KillPoint.CheckpointWritten, KillPoint.CheckpointFlushed, KillPoint.CheckpointRenamed, KillPoint.CheckpointLasting, KillPoint.BackupWritten,
    ];

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LONG") == "1";

    /// <summary>How many of all kills are for one test: of 100, with LONG=1 of 10,000, or of KILLS.</summary>
    public static int KillsOf(int share)
    {
        var all = Environment.GetEnvironmentVariable("KILLS") is { } kills ? int.Parse(kills, CultureInfo.InvariantCulture) : IsLong ? 10_000 : 100;
        return all * share / 100;
    }

    /// <summary>Another one for each ROUND, so that rounds add up to a longer form.</summary>
    public static int SeedOf(int seed) =>
        seed + 10 * int.Parse(Environment.GetEnvironmentVariable("ROUND") ?? "0", CultureInfo.InvariantCulture);

    /// <param name="name">What is killed.</param>
    /// <param name="oracle">Sends to the first and receives from the last.</param>
    /// <param name="hops">The agents.</param>
    /// <param name="kills">How often.</param>
    /// <param name="seed">Chooses victims, points and times.</param>
    /// <param name="mayLoseEach">Events that each kill may cost.</param>
    public static async Task RunAsync(string name, OracleProcess oracle, Hop[] hops, int kills, int seed, int mayLoseEach = 0)
    {
        var random = new Random(seed);
        var reached = new ConcurrentDictionary<string, int>();
        var since = Stopwatch.GetTimestamp();
        var running = new bool[hops.Length];
        for (var kill = 0; kill < kills; kill++)
        {
            var victim = random.Next(hops.Length);
            var point = kill % 2 == 0 ? KillPoint.Names[kill / 2 % KillPoint.Names.Count] : null;
            for (var i = hops.Length - 1; i >= 0; i--)
            {
                if (running[i] && i == victim && point is not null)
                {
                    // It is started again with the point named.
                    await hops[i].KillAsync();
                    await oracle.KilledAsync();
                }
                else if (running[i])
                    continue;
                await hops[i].StartAsync(i == victim && point is not null ? $"{point}:{(Once.Contains(point) ? 1 : 1 + random.Next(3))}" : null);
                running[i] = true;
            }
            await oracle.SendAsync(hops[0].Port, 2000);
            var acknowledged = oracle.AcknowledgedAsync(point is null ? random.Next(600) : Once.Contains(point) ? 100 : 400);
            if (point is null)
            {
                await acknowledged;
                await hops[victim].KillAsync();
            }
            else if (await hops[victim].DiesAsync(acknowledged))
                reached.AddOrUpdate(point, 1, (_, count) => count + 1);
            running[victim] = false;
            await oracle.KilledAsync(acknowledged);
        }
        for (var i = hops.Length - 1; i >= 0; i--)
            if (!running[i])
                await hops[i].StartAsync();
        var report = await oracle.SettleAsync(seconds: mayLoseEach > 0 ? 3 : 25);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {kills} kills, seed {seed}, {reached.Count} points reached, "
            + $"{Stopwatch.GetElapsedTime(since).TotalSeconds:0} s: {report.Text}");
        foreach (var hop in hops)
            await hop.StopAsync();
        Assert.True(report.Acknowledged > kills * 20L, $"Hardly an event was acknowledged. {report.Text}");
        Assert.True(report is { Invented: 0, Wrong: 0 } && report.Lost <= (long)mayLoseEach * kills, report.Text);
        // An event that comes twice was delivered shortly before the kill: takes are on the disk within 100 ms. The rest is the machine's.
        Assert.True(report.OldestDuplicate < 10_000, report.Text);
        var expected = kills / 2 >= KillPoint.Names.Count ? LeastPoints : 0;
        Assert.True(reached.Count >= expected, $"Not reached: {string.Join(", ", KillPoint.Names.Except(reached.Keys))}");
    }

    /// <summary>Nothing is left in an agent's channel, and nothing is damaged.</summary>
    public static void RequireWhole(TestDirectory directory)
    {
        using var verify = Process.Start(new ProcessStartInfo(Repository.Agent, ["channel", "verify", "--conf", directory.PathOf("flume.conf")]) { RedirectStandardOutput = true })!;
        var told = verify.StandardOutput.ReadToEnd();
        verify.WaitForExit();
        Assert.True(verify.ExitCode == 0, told);
        Assert.Contains("; 0 events waiting.", told, StringComparison.Ordinal);
    }
}
