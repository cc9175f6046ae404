using System.Text;

namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>Case folding as java.util.regex does it, by Character.toUpperCase and toLowerCase of one code point.</summary>
internal static class LetterCase
{
    private static readonly Lazy<(int Point, int Folded)[]> Folding = new(() =>
    [
        .. from point in Enumerable.Range(0, 0x1F000)
           let upper = ToUpper(point)
           let folded = ToLower(upper)
           where folded != point || upper != point
           select (point, folded),
    ]);

    private static readonly Lazy<CodePointSet> CasedBeyondAsciiSet = new(() => Folded(pair => pair.Point > 127));

    internal static int ToUpper(int point) => point switch
    {
        // The base library's invariant casing leaves out what would leave or enter ASCII.
        0x131 => 'I',
        0x17F => 'S',
        >= 0xD800 and <= 0xDFFF => point,
        _ => Rune.ToUpperInvariant(new Rune(point)).Value,
    };

    internal static int ToLower(int point) => point switch
    {
        0x130 => 'i',
        >= 0xD800 and <= 0xDFFF => point,
        _ => Rune.ToLowerInvariant(new Rune(point)).Value,
    };

    /// <summary>Letters outside ASCII that have another case.</summary>
    internal static CodePointSet CasedBeyondAscii => CasedBeyondAsciiSet.Value;

    /// <summary>What a single character of a pattern matches.</summary>
    internal static CodePointSet Of(int point, JavaPatternFlags flags)
    {
        if (!flags.HasFlag(JavaPatternFlags.CaseInsensitive))
            return CodePointSet.Of(point);
        if (!flags.HasFlag(JavaPatternFlags.UnicodeCase))
            return char.IsAsciiLetter((char)point) && point < 128
                ? CodePointSet.Of(point & ~0x20).Union(CodePointSet.Of(point | 0x20))
                : CodePointSet.Of(point);
        var lower = ToLower(ToUpper(point));
        return ToUpper(point) == lower
            ? CodePointSet.Of(point)
            : CodePointSet.Of(lower).Union(Folded(pair => pair.Folded == lower));
    }

    /// <summary>What a character inside brackets matches: Latin-1 has only its own two cases there.</summary>
    internal static CodePointSet OfClassMember(int point, JavaPatternFlags flags)
    {
        const JavaPatternFlags unicode = JavaPatternFlags.CaseInsensitive | JavaPatternFlags.UnicodeCase;
        if (point is >= 128 and < 256 and not (0xFF or 0xB5 or 0xC5 or 0xE5) && flags.HasFlag(unicode))
            return CodePointSet.Of(point).Union(CodePointSet.Of(ToUpper(point))).Union(CodePointSet.Of(ToLower(point)));
        return Of(point, flags);
    }

    /// <summary>What a range inside brackets matches.</summary>
    internal static CodePointSet OfRange(int first, int last, JavaPatternFlags flags)
    {
        var range = CodePointSet.Range(first, last);
        if (!flags.HasFlag(JavaPatternFlags.CaseInsensitive))
            return range;
        if (flags.HasFlag(JavaPatternFlags.UnicodeCase))
            return range.Union(Folded(pair => range.Contains(pair.Folded) || range.Contains(ToUpper(pair.Point))));
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            if (range.Contains(letter) || range.Contains(letter & ~0x20))
                range = range.Union(Of(letter, flags));
        }

        return range;
    }

    private static CodePointSet Folded(Func<(int Point, int Folded), bool> rule)
        => CodePointSet.OfSorted(Folding.Value.Where(rule).Select(pair => pair.Point));
}
