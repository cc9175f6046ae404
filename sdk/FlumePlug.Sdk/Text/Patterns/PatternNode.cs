namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>A parsed part of a Java pattern.</summary>
internal abstract record PatternNode
{
    /// <summary>Fewest and most code points it can match; most is null when unbounded or unknown.</summary>
    internal abstract (int Min, int? Max) Length { get; }

    internal virtual bool CanRunAway => false;

    internal virtual IEnumerable<PatternNode> Children => [];

    internal IEnumerable<PatternNode> Descendants => Children.SelectMany(child => child.Descendants.Prepend(child));
}

/// <summary>One code point out of a set.</summary>
internal sealed record PointNode(CodePointSet Set) : PatternNode
{
    internal override (int Min, int? Max) Length => (1, 1);
}

internal sealed record SequenceNode(IReadOnlyList<PatternNode> Items) : PatternNode
{
    internal static readonly SequenceNode Empty = new([]);

    internal override (int Min, int? Max) Length
        => Items.Aggregate(((int Min, int? Max))(0, 0), (sum, item) => (sum.Min + item.Length.Min, sum.Max + item.Length.Max));

    internal override bool CanRunAway => Items.Any(item => item.CanRunAway);

    internal override IEnumerable<PatternNode> Children => Items;
}

internal sealed record ChoiceNode(IReadOnlyList<PatternNode> Branches) : PatternNode
{
    internal override (int Min, int? Max) Length => (
        Branches.Min(branch => branch.Length.Min),
        Branches.Any(branch => branch.Length.Max is null) ? null : Branches.Max(branch => branch.Length.Max));

    internal override bool CanRunAway => Branches.Any(branch => branch.CanRunAway);

    internal override IEnumerable<PatternNode> Children => Branches;
}

/// <summary>A group; <paramref name="Number"/> is 0 when it captures nothing.</summary>
internal sealed record GroupNode(PatternNode Body, int Number) : PatternNode
{
    internal override (int Min, int? Max) Length => Body.Length;

    internal override bool CanRunAway => Body.CanRunAway;

    internal override IEnumerable<PatternNode> Children => [Body];
}

internal sealed record AtomicNode(PatternNode Body) : PatternNode
{
    internal override (int Min, int? Max) Length => Body.Length;

    internal override bool CanRunAway => Body.CanRunAway;

    internal override IEnumerable<PatternNode> Children => [Body];
}

internal sealed record LookNode(PatternNode Body, bool Behind, bool Negative) : PatternNode
{
    internal override (int Min, int? Max) Length => (0, 0);

    internal override bool CanRunAway => Body.CanRunAway;

    internal override IEnumerable<PatternNode> Children => [Body];
}

/// <summary>A repetition; possessive ones are an <see cref="AtomicNode"/> around a greedy one.</summary>
internal sealed record RepeatNode(PatternNode Body, int Min, int? Max, bool Lazy) : PatternNode
{
    internal override (int Min, int? Max) Length
    {
        get
        {
            var (min, max) = Body.Length;
            return ((int)Math.Min((long)min * Min, int.MaxValue),
                max is 0 ? 0 : max is null || Max is null ? null : (int)Math.Min((long)max.Value * Max.Value, int.MaxValue));
        }
    }

    /// <summary>A fixed count of one character cannot; anything else can, once nested or followed by its like.</summary>
    internal override bool CanRunAway => Min != Max || Body is not PointNode;

    internal override IEnumerable<PatternNode> Children => [Body];
}

internal sealed record BackReferenceNode(int Number, bool IgnoreCase, bool UnicodeCase, int Index) : PatternNode
{
    internal override (int Min, int? Max) Length => (0, null);

    internal override bool CanRunAway => true;
}

/// <summary>Something of no width, already in .NET's words.</summary>
/// <param name="Text">The .NET pattern.</param>
/// <param name="SplitsPairs">Whether it can hold between the two halves of a surrogate pair.</param>
internal sealed record AssertionNode(string Text, bool SplitsPairs = false) : PatternNode
{
    internal override (int Min, int? Max) Length => (0, 0);
}

/// <summary><c>\b</c>, or <c>\B</c> when not <paramref name="Present"/>.</summary>
internal sealed record WordBoundaryNode(bool Present, bool Unicode) : PatternNode
{
    internal override (int Min, int? Max) Length => (0, 0);
}
