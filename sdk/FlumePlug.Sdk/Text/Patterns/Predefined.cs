namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>The classes behind <c>\d \h \s \v \w</c> and the dot.</summary>
internal static class Predefined
{
    internal static readonly CodePointSet AsciiSpace = CodePointSet.OfText("\t-\r ");
    internal static readonly CodePointSet HorizontalSpace =
        CodePointSet.OfText("\t \u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000");
    internal static readonly CodePointSet VerticalSpace = CodePointSet.OfText("\n-\r\u0085\u2028\u2029");
    private static readonly CodePointSet AsciiWord = CodePointSet.OfText("a-zA-Z0-9_");
    private static readonly CodePointSet AsciiDigit = CodePointSet.OfText("0-9");
    private static readonly CodePointSet NotLineEnd = CodePointSet.OfText("\n\r\u0085\u2028\u2029").Negate();
    private static readonly CodePointSet NotNewline = CodePointSet.Of('\n').Negate();

    /// <summary>The class of an escape letter in lower or upper case (negated); null when it is none.</summary>
    internal static CodePointSet? Of(int letter, JavaPatternFlags flags)
    {
        if (letter > 'z' || !char.IsAsciiLetter((char)letter))
            return null;
        var unicode = flags.HasFlag(JavaPatternFlags.UnicodeCharacterClass);
        var set = (letter | 0x20) switch
        {
            'd' => unicode ? UnicodeProperty.Binary("DIGIT", false) : AsciiDigit,
            's' => unicode ? UnicodeProperty.Binary("WHITE_SPACE", false) : AsciiSpace,
            'w' => unicode ? UnicodeProperty.Binary("WORD", false) : AsciiWord,
            'h' => HorizontalSpace,
            'v' => VerticalSpace,
            _ => null,
        };
        return (letter & 0x20) == 0 ? set?.Negate() : set;
    }

    internal static CodePointSet Dot(JavaPatternFlags flags)
        => flags.HasFlag(JavaPatternFlags.DotAll) ? CodePointSet.All
            : flags.HasFlag(JavaPatternFlags.UnixLines) ? NotNewline
            : NotLineEnd;
}
