using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace FlumePlug.FileChannel.Tests;

/// <summary>
/// Random runs of everything that happens to a channel, compared with a model of what must come out of it. A run that fails
/// is shown in its shortest form. LONG=1 runs many more, from another seed each time.
/// </summary>
public sealed class ModelTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("LONG") == "1";

    private static readonly (int, Move)[] Work =
    [
        (8, Move.Put), (4, Move.PutSeveral), (8, Move.Take), (2, Move.RollBack), (2, Move.LogTakes), (2, Move.Flush), (2, Move.Checkpoint),
        (2, Move.Restart), (2, Move.Kill),
    ];

    public static TheoryData<string, int, bool, bool> Setups => new()
    {
        { "one directory", 1, true, false },
        { "three directories", 3, true, false },
        { "encrypted", 1, true, true },
        { "flushed now and then", 2, false, false },
    };

    public static TheoryData<string, int, bool, Step[]> RunsThatFailed => new()
    {
        {
            "the segment that is to be read next was deleted with its last event", 1, true,
            [
                new(Move.Put, 2910, 3880), new(Move.Flush, 9533, 5645), new(Move.Fail, 5420, 271), new(Move.Fail, 2616, 5059),
                new(Move.Take, 4482, 8742), new(Move.PutSeveral, 3864, 2747), new(Move.Put, 4368, 3969), new(Move.CutPower, 7360, 4600),
                new(Move.Put, 9180, 731), new(Move.Checkpoint, 2716, 8598), new(Move.LogTakes, 7197, 1654), new(Move.Take, 9606, 4645),
            ]
        },
        {
            "a segment that a failed write left is found, built on, and gone after a power cut", 1, true,
            [
                new(Move.PutSeveral, 3417, 8107), new(Move.Kill, 3631, 5285), new(Move.Take, 1521, 8020), new(Move.Fail, 9708, 6464),
                new(Move.Restart, 5331, 9643), new(Move.PutSeveral, 7904, 5446), new(Move.CutPower, 2124, 344),
            ]
        },
        {
            "a segment is cut short in its first block", 1, true,
            [new(Move.PutSeveral, 2300, 6458), new(Move.Kill, 290, 7615), new(Move.Put, 5898, 3452), new(Move.Truncate, 2049, 6199)]
        },
        {
            "a segment that is not needed is gone, and the checkpoint is not the last one", 3, true,
            [
                new(Move.Put, 1487, 7214), new(Move.Take, 2357, 1909), new(Move.Truncate, 4503, 2036), new(Move.Flip, 435, 1730),
                new(Move.Take, 7711, 8880), new(Move.Checkpoint, 9120, 8319), new(Move.Truncate, 333, 9069), new(Move.Take, 8692, 9205),
            ]
        },
        {
            "all generations are gone, and their numbers go on", 3, true,
            [
                new(Move.Put, 1487, 7214), new(Move.Truncate, 182, 8214), new(Move.Take, 2357, 1909), new(Move.Truncate, 4503, 2036),
                new(Move.Flip, 435, 1730), new(Move.Truncate, 333, 9069),
            ]
        },
        {
            "a checkpoint knows what a killed process wrote, and a power cut takes that away", 1, true,
            [
                new(Move.Fail, 2201, 5604), new(Move.PutSeveral, 3379, 6584), new(Move.Kill, 6124, 4400), new(Move.Checkpoint, 1802, 2531),
                new(Move.Fail, 6970, 9531), new(Move.PutSeveral, 6876, 2669), new(Move.CutPower, 2193, 5977),
            ]
        },
        {
            "what a killed process wrote is not flushed by a restart, and the power is cut", 2, false,
            [new(Move.Put, 3735, 6610), new(Move.Kill, 6096, 9835), new(Move.Restart, 788, 4410), new(Move.CutPower, 4518, 6873)]
        },
        {
            "the record behind a damaged one was written with it, and a later one knows that both were flushed", 1, true,
            [
                new(Move.Checkpoint, 4178, 3457), new(Move.Put, 1601, 8623), new(Move.Lose, 4011, 1875), new(Move.Take, 3183, 3522),
                new(Move.Put, 1601, 4801), new(Move.Put, 2117, 874), new(Move.Flip, 1073, 8237),
            ]
        },
        {
            "the same where each directory has a part of what was written together", 3, true,
            [new(Move.PutSeveral, 847, 6722), new(Move.PutSeveral, 7934, 9830), new(Move.Flip, 5094, 7005)]
        },
        {
            "an event is lost and its take is not, and its number is not given again", 2, false,
            [
                new(Move.Put, 8606, 589), new(Move.Take, 617, 6893), new(Move.Truncate, 4651, 2638), new(Move.Truncate, 3534, 4647),
                new(Move.Put, 804, 3629), new(Move.Kill, 2577, 2880),
            ]
        },
        {
            "takes are damaged first, and later the checkpoints that know them", 1, true,
            [
                new(Move.PutSeveral, 2253, 9700), new(Move.Take, 7726, 1819), new(Move.PutSeveral, 1485, 5400), new(Move.Truncate, 5278, 9882),
                new(Move.Put, 5115, 8846), new(Move.Restart, 6057, 959), new(Move.Put, 7668, 136), new(Move.Flip, 211, 4506),
                new(Move.Take, 582, 8819), new(Move.Flip, 5775, 3429),
            ]
        },
    };

    [Theory, MemberData(nameof(Setups))]
    public void Nothing_is_lost_or_invented_whatever_the_disk_refuses(string setup, int directories, bool flush, bool encrypted) =>
        Check(setup, directories, flush, encrypted, [.. Work, (4, Move.Fail), (3, Move.CutPower)]);

    [Theory, MemberData(nameof(Setups))]
    public void Damage_costs_no_more_than_what_was_damaged(string setup, int directories, bool flush, bool encrypted) =>
        Check(setup, directories, flush, encrypted, [.. Work, (2, Move.Flip), (2, Move.Truncate), (1, Move.Lose)]);

    /// <summary>What random runs found, each in its shortest form.</summary>
    [Theory, MemberData(nameof(RunsThatFailed))]
    public async Task A_run_that_failed_once_is_right(string what, int directories, bool flush, Step[] steps)
    {
        Assert.NotEmpty(what);
        using var run = new ModelRun(OptionsOf(directories, flush, encrypted: false));
        Assert.Null(await run.RunAsync(steps).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    private static void Check(string setup, int directories, bool flush, bool encrypted, (int, Move)[] moves)
    {
        Assert.NotEmpty(setup);
        var options = OptionsOf(directories, flush, encrypted);
        var config = Config.QuickThrowOnFailure.WithMaxTest(Long ? 20_000 : 150);
        if (!Long)
            config = config.WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20261121, 7), FSharpOption<int>.None)));
        Prop.ForAll(Step.Runs(longest: 40, moves), steps =>
        {
            var run = new ModelRun(options);
            var ended = Task.Run(() => run.RunAsync(steps));
            // A run that hangs is as wrong as one that loses something, and is not to be waited for.
            Assert.True(ended.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), "It hangs.");
            run.Dispose();
            Assert.True(ended.Result is null, ended.Result);
        }).Check(config);
    }

    private static FileChannelOptions OptionsOf(int directories, bool flush, bool encrypted) => Given.Options(
        "/model", directories, capacity: 60, maxFileSize: 12_000, flush: flush, backup: directories == 1, activeKey: encrypted ? "old" : null);
}
