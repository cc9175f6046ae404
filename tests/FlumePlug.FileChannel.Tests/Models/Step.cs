using FsCheck;
using FsCheck.Fluent;

namespace FlumePlug.FileChannel.Tests;

/// <summary>What a random run does next.</summary>
public enum Move
{
    Put,
    PutSeveral,
    Take,
    RollBack,
    LogTakes,
    Flush,
    Checkpoint,

    /// <summary>Stopped and started again.</summary>
    Restart,

    /// <summary>The process dies; what it wrote is there.</summary>
    Kill,

    /// <summary>The machine dies; what it did not flush may be there in any part.</summary>
    CutPower,

    /// <summary>The next operations of a kind fail: writes take a part of the bytes or none, flushes do not happen, there is no space.</summary>
    Fail,

    /// <summary>Stopped, one bit of a file changed, started again.</summary>
    Flip,

    /// <summary>Stopped, a file cut short, started again.</summary>
    Truncate,

    /// <summary>Stopped, a file deleted, started again.</summary>
    Lose,
}

/// <summary>A move with two numbers that say how.</summary>
public sealed record Step(Move Move, int A, int B)
{
    public override string ToString() => $"new({nameof(Move)}.{Move}, {A}, {B})";

    /// <summary>Runs of steps; a run that fails is cut down to the shortest that does.</summary>
    public static Arbitrary<Step[]> Runs(int longest, params (int Weight, Move Move)[] moves)
    {
        var move = Gen.Frequency(moves.Select(one => (one.Weight, Gen.Constant(one.Move))));
        var step = from chosen in move from a in Gen.Choose(0, 9999) from b in Gen.Choose(0, 9999) select new Step(chosen, a, b);
        return Arb.From(Gen.Choose(1, longest).SelectMany(length => step.ArrayOf(length)), Shorter);
    }

    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (var part = steps.Length / 2; part > 0; part /= 2)
            for (var start = 0; start + part <= steps.Length; start += part)
                yield return [.. steps[..start], .. steps[(start + part)..]];
    }
}
