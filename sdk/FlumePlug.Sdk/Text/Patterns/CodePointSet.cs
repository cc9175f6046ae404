namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>
/// An immutable set of Unicode code points, surrogates included, kept as the sorted points where membership changes.
/// </summary>
internal sealed class CodePointSet
{
    private const int End = 0x110000;
    private readonly int[] _changes;

    private CodePointSet(int[] changes) => _changes = changes;

    internal static CodePointSet Empty { get; } = new([]);

    internal static CodePointSet All { get; } = new([0, End]);

    internal static CodePointSet Surrogates { get; } = Range(0xD800, 0xDFFF);

    internal static CodePointSet Supplementary { get; } = Range(0x10000, End - 1);

    internal bool IsEmpty => _changes.Length == 0;

    internal static CodePointSet Of(int point) => new([point, point + 1]);

    internal static CodePointSet Range(int first, int last) => new([first, last + 1]);

    internal static CodePointSet OfSorted(IEnumerable<int> points)
    {
        var changes = new List<int>();
        foreach (var point in points)
        {
            if (changes.Count > 0 && changes[^1] == point)
                changes[^1] = point + 1;
            else
                changes.AddRange([point, point + 1]);
        }

        return new CodePointSet([.. changes]);
    }

    /// <summary>The set of the characters of a text and of the ranges like <c>a-z</c> in it.</summary>
    internal static CodePointSet OfText(string text)
    {
        var set = Empty;
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 2 < text.Length && text[i + 1] == '-')
            {
                set = set.Union(Range(text[i], text[i + 2]));
                i += 2;
            }
            else
            {
                set = set.Union(Of(text[i]));
            }
        }

        return set;
    }

    internal static CodePointSet Where(Func<int, bool> holds)
    {
        var changes = new List<int>();
        var inside = false;
        for (var point = 0; point < End; point++)
        {
            if (holds(point) != inside)
            {
                changes.Add(point);
                inside = !inside;
            }
        }

        if (inside)
            changes.Add(End);
        return new CodePointSet([.. changes]);
    }

    internal bool Contains(int point)
    {
        var at = Array.BinarySearch(_changes, point);
        return ((at < 0 ? ~at - 1 : at) & 1) == 0;
    }

    internal bool Contains(CodePointSet other) => other.Intersect(Negate()).IsEmpty;

    internal CodePointSet Union(CodePointSet other) => Combine(other, static (a, b) => a || b);

    internal CodePointSet Intersect(CodePointSet other) => Combine(other, static (a, b) => a && b);

    internal CodePointSet Except(CodePointSet other) => Combine(other, static (a, b) => a && !b);

    internal CodePointSet Negate() => All.Combine(this, static (a, b) => a && !b);

    internal IEnumerable<(int First, int Last)> Ranges
    {
        get
        {
            for (var i = 0; i < _changes.Length; i += 2)
                yield return (_changes[i], _changes[i + 1] - 1);
        }
    }

    private CodePointSet Combine(CodePointSet other, Func<bool, bool, bool> rule)
    {
        var result = new List<int>(_changes.Length + other._changes.Length);
        int i = 0, j = 0;
        var inside = false;
        while (i < _changes.Length || j < other._changes.Length)
        {
            var a = i < _changes.Length ? _changes[i] : int.MaxValue;
            var b = j < other._changes.Length ? other._changes[j] : int.MaxValue;
            var point = Math.Min(a, b);
            i += a == point ? 1 : 0;
            j += b == point ? 1 : 0;
            if (rule((i & 1) == 1, (j & 1) == 1) == inside)
                continue;
            result.Add(point);
            inside = !inside;
        }

        return new CodePointSet([.. result]);
    }
}
