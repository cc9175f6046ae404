namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>Java's boundaries in .NET's words; Java has more line ends than .NET knows.</summary>
internal static class PatternAssertions
{
    internal static readonly AssertionNode TextStart = new(@"\A");
    internal static readonly AssertionNode TextEnd = new(@"\z");
    internal static readonly AssertionNode LastMatchEnd = new(@"\G", SplitsPairs: true);

    /// <summary><c>\R</c>.</summary>
    internal static readonly PatternNode LineEnding = new GroupNode(
        new ChoiceNode(
        [
            new SequenceNode([new PointNode(CodePointSet.Of('\r')), new PointNode(CodePointSet.Of('\n'))]),
            new PointNode(Predefined.VerticalSpace),
        ]),
        0);

    /// <summary><c>^</c>: in multiline mode never at the end of the text, nor inside a CR LF.</summary>
    internal static AssertionNode Start(JavaPatternFlags flags)
    {
        if (!flags.HasFlag(JavaPatternFlags.Multiline))
            return TextStart;
        return flags.HasFlag(JavaPatternFlags.UnixLines)
            ? new AssertionNode(@"(?m:^)(?!\z)")
            : new AssertionNode(@"(?<=\A|[\n\u0085\u2028\u2029]|\r(?!\n))(?!\z)");
    }

    /// <summary><c>$</c> and, never multiline, <c>\Z</c>: before a last line end, never inside a CR LF.</summary>
    internal static AssertionNode End(JavaPatternFlags flags, bool multiline)
    {
        if (flags.HasFlag(JavaPatternFlags.UnixLines))
            return new AssertionNode(multiline ? @"(?m:$)" : @"\Z");
        return new AssertionNode(multiline
            ? @"(?=\z|[\r\u0085\u2028\u2029]|(?<!\r)\n)"
            : @"(?=\z|\r\n?\z|[\u0085\u2028\u2029]\z|(?<!\r)\n\z)");
    }
}
