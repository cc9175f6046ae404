namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>Code points beyond U+FFFF as classes of first and second halves.</summary>
internal static class SurrogatePairs
{
    /// <summary>Branches that together match exactly the pairs of a set of supplementary code points.</summary>
    internal static IEnumerable<string> Text(CodePointSet set)
    {
        foreach (var (first, last) in set.Ranges)
        {
            // A range is cut where its first half changes: a start, whole blocks of 1024, an end.
            var point = first;
            while (point <= last)
            {
                var blockEnd = point | 0x3FF;
                if ((point & 0x3FF) == 0 && last >= blockEnd)
                    blockEnd = ((last + 1) & ~0x3FF) - 1;
                var end = Math.Min(blockEnd, last);
                yield return PatternWriter.ClassText(CodePointSet.Range(High(point), High(end)))
                    + PatternWriter.ClassText(CodePointSet.Range(Low(point), Low(end)));
                point = end + 1;
            }
        }
    }

    private static int High(int point) => 0xD800 + ((point - 0x10000) >> 10);

    private static int Low(int point) => 0xDC00 + (point & 0x3FF);
}
