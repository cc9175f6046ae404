namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>What can come after a part of a pattern, as far as runs of UTF-16 units need to know.</summary>
/// <param name="InsidePair">Whether it can match from between the halves of a surrogate pair on.</param>
/// <param name="End">Whether the match can be over.</param>
internal readonly record struct Follow(bool InsidePair, bool End)
{
    /// <summary>Nothing: the end of the pattern, or of a part that is not entered again.</summary>
    internal static Follow Nothing => new(false, true);

    /// <summary>What can come before <paramref name="node"/> sees, when <paramref name="after"/> comes behind it.</summary>
    internal static Follow Before(PatternNode node, Follow after) => node switch
    {
        PointNode => new Follow(false, false),
        SequenceNode sequence => sequence.Items.Reverse().Aggregate(after, (follow, item) => Before(item, follow)),
        ChoiceNode choice => choice.Branches.Aggregate(
            new Follow(false, false), (follow, branch) => follow.Or(Before(branch, after))),
        GroupNode group => Before(group.Body, after),
        AtomicNode atomic => Before(atomic.Body, after),
        LookNode or WordBoundaryNode { Present: false } => new Follow(after.InsidePair || after.End, after.End),
        AssertionNode { SplitsPairs: true } => new Follow(after.InsidePair || after.End, after.End),
        AssertionNode or WordBoundaryNode => new Follow(false, false),
        RepeatNode { Body: PointNode point, Max: null, Min: <= 1 } run when point.Set.Contains(0xDC00)
            => new Follow(true, run.Min == 0 && after.End),
        RepeatNode repeat => Before(repeat.Body, Around(repeat, after)).Or(repeat.Min == 0 ? after : default),
        _ => new Follow(true, after.End),
    };

    /// <summary>What can come after one pass of a repetition.</summary>
    internal static Follow Around(RepeatNode repeat, Follow after)
        => repeat.Max == 1 ? after : after.Or(Before(repeat.Body, after with { InsidePair = true }));

    private Follow Or(Follow other) => new(InsidePair || other.InsidePair, End || other.End);
}
