using System.Globalization;
using System.Text;

namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>
/// Writes a parsed Java pattern for .NET. Java matches code points, .NET UTF-16 units: a set that holds characters
/// beyond U+FFFF is written as alternatives, except where a run of units comes to the same.
/// </summary>
internal sealed class PatternWriter(PatternNode root, int groupCount, string pattern)
{
    private const string High = @"[\uD800-\uDBFF]";
    private const string Low = @"[\uDC00-\uDFFF]";
    private const string NotInsidePair = $"(?!{Low}(?<={High}{Low}))";

    private static readonly CodePointSet Whole = CodePointSet.Supplementary.Union(CodePointSet.Surrogates);
    private readonly StringBuilder _text = new();
    private bool _behind;

    internal string Write()
    {
        Write(root, Follow.Nothing);
        return _text.ToString();
    }

    private void Write(PatternNode node, Follow follow)
    {
        switch (node)
        {
            case PointNode point:
                _text.Append(PointText(point.Set));
                break;
            case SequenceNode sequence:
                WriteSequence(sequence, follow);
                break;
            case ChoiceNode choice:
                for (var i = 0; i < choice.Branches.Count; i++)
                {
                    _text.Append(i > 0 ? "|" : "");
                    Write(choice.Branches[i], follow);
                }

                break;
            case GroupNode group:
                WriteEnclosed(group.Number > 0 ? "(" : "(?:", group.Body, follow);
                break;
            case AtomicNode atomic:
                WriteEnclosed("(?>", atomic.Body, Follow.Nothing);
                break;
            case LookNode look:
                var outer = _behind;
                _behind = look.Behind;
                WriteEnclosed($"(?{(look.Behind ? "<" : "")}{(look.Negative ? "!" : "=")}", look.Body, Follow.Nothing);
                _behind = outer;
                break;
            case RepeatNode repeat:
                WriteRepeat(repeat, follow);
                break;
            case BackReferenceNode reference:
                WriteReference(reference);
                break;
            case WordBoundaryNode boundary:
                _text.Append(WordBoundary.Text(boundary, null, null));
                break;
            case AssertionNode assertion:
                _text.Append(assertion.Text);
                break;
        }
    }

    private void WriteSequence(SequenceNode sequence, Follow follow)
    {
        var follows = new Follow[sequence.Items.Count];
        for (var i = sequence.Items.Count - 1; i >= 0; i--)
        {
            follows[i] = follow;
            follow = Follow.Before(sequence.Items[i], follow);
        }

        for (var i = 0; i < follows.Length; i++)
        {
            if (sequence.Items[i] is WordBoundaryNode boundary)
            {
                var (before, after) = (sequence.Items.ElementAtOrDefault(i - 1), sequence.Items.ElementAtOrDefault(i + 1));
                _text.Append(WordBoundary.Text(boundary, before, after));
            }
            else
            {
                Write(sequence.Items[i], follows[i]);
            }
        }
    }

    private void WriteEnclosed(string opening, PatternNode body, Follow follow)
    {
        _text.Append(opening);
        Write(body, follow);
        _text.Append(')');
    }

    private void WriteRepeat(RepeatNode repeat, Follow follow)
    {
        if (repeat.Body is PointNode { Set: var set } && set.Contains(Whole) && !_behind)
        {
            WriteRun(set, repeat, follow);
            return;
        }

        var start = _text.Length;
        if (repeat.Body is GroupNode || repeat.Body is PointNode { Set: var points } && IsOneUnit(points))
            Write(repeat.Body, Follow.Around(repeat, follow));
        else
            WriteEnclosed("(?:", repeat.Body, Follow.Around(repeat, follow));
        if (EndsInAtomic(repeat.Body))
        {
            // .NET folds (?:(?>a+))? into (?>a*), which can not do without its a's; something true keeps them apart.
            _text.Insert(start, "(?:").Append(@"(?!\b\B))");
        }

        WriteQuantifier(repeat.Min, repeat.Max, repeat.Lazy);
    }

    private static bool EndsInAtomic(PatternNode node) => node switch
    {
        AtomicNode => true,
        GroupNode { Number: 0 } group => EndsInAtomic(group.Body),
        SequenceNode sequence => sequence.Items.Any(EndsInAtomic),
        _ => false,
    };

    /// <summary>A repetition of a set like <c>.</c> or <c>[^,]</c>, which holds all of both halves of pairs.</summary>
    private void WriteRun(CodePointSet set, RepeatNode repeat, Follow follow)
    {
        var (min, max, lazy) = (repeat.Min, repeat.Max, repeat.Lazy);
        if (max == min || max is null && min > 1)
        {
            var count = min.ToString(CultureInfo.InvariantCulture);
            _text.Append($"(?>{ClassText(set.Except(CodePointSet.Surrogates))}{{{count}}}|{PointText(set)}{{{count}}})");
            min = 0;
        }
        else if (max is not null)
        {
            _text.Append(PointText(set));
            WriteQuantifier(min, max, lazy);
        }

        if (max is not null)
            return;
        if (follow.InsidePair || follow.End && lazy)
        {
            _text.Append("(?:").Append(ClassText(set)).Append(lazy ? "+?" : "+").Append(NotInsidePair).Append(')');
            WriteQuantifier(min, 1, lazy);
        }
        else
        {
            _text.Append(ClassText(set));
            WriteQuantifier(min, null, lazy);
        }
    }

    private void WriteQuantifier(int min, int? max, bool lazy)
    {
        if ((min, max) == (1, 1))
            return;
        _text.Append((min, max) switch
        {
            (0, null) => "*",
            (1, null) => "+",
            (0, 1) => "?",
            (_, null) => string.Create(CultureInfo.InvariantCulture, $"{{{min},}}"),
            _ when min == max => string.Create(CultureInfo.InvariantCulture, $"{{{min}}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}"),
        });
        if (lazy)
            _text.Append('?');
    }

    private void WriteReference(BackReferenceNode reference)
    {
        var number = reference.Number.ToString(CultureInfo.InvariantCulture);
        if (reference.Number > groupCount)
        {
            // Java: a group that is not there never matched.
            _text.Append("(?!)");
            return;
        }

        if (!reference.IgnoreCase)
        {
            _text.Append($@"\k<{number}>");
            return;
        }

        if (!reference.UnicodeCase && CanHoldOtherLetters(reference.Number))
            throw new JavaPatternException(
                "A back-reference that ignores the case of ASCII letters alone is not supported "
                + "for a group that can hold others; add (?u)",
                pattern,
                reference.Index);
        _text.Append($@"(?i:\k<{number}>)");
    }

    private bool CanHoldOtherLetters(int group)
    {
        var body = root.Descendants.Prepend(root).OfType<GroupNode>().First(node => node.Number == group).Body;
        return body.Descendants.Prepend(body).Any(node =>
            node is BackReferenceNode
            || node is PointNode point && !point.Set.Intersect(LetterCase.CasedBeyondAscii).IsEmpty);
    }

    private static bool IsOneUnit(CodePointSet set) => set.Intersect(Whole).IsEmpty && !set.IsEmpty;

    private static string PointText(CodePointSet set)
    {
        if (set.IsEmpty)
            return "(?!)";
        if (IsOneUnit(set))
            return ClassText(set);
        var branches = new List<string>();
        var plain = set.Except(Whole);
        if (!plain.IsEmpty)
            branches.Add(ClassText(plain));
        branches.AddRange(SurrogatePairs.Text(set.Intersect(CodePointSet.Supplementary)));
        var high = set.Intersect(CodePointSet.Range(0xD800, 0xDBFF));
        if (!high.IsEmpty)
            branches.Add($"{ClassText(high)}(?!{Low})");
        var low = set.Intersect(CodePointSet.Range(0xDC00, 0xDFFF));
        if (!low.IsEmpty)
            branches.Add($"(?<!{High}){ClassText(low)}");
        return $"(?:{string.Join('|', branches)})";
    }

    /// <summary>A set as one class of UTF-16 units; what lies beyond U+FFFF is left out.</summary>
    internal static string ClassText(CodePointSet set)
    {
        var units = CodePointSet.Range(0, 0xFFFF);
        var inside = set.Intersect(units).Ranges.ToList();
        var outside = units.Except(set).Ranges.ToList();
        if (outside.Count == 0)
            return @"[\s\S]";
        if (inside.Count == 1 && inside[0].First == inside[0].Last)
            return UnitText(inside[0].First);
        var text = new StringBuilder(inside.Count <= outside.Count ? "[" : "[^");
        foreach (var (first, last) in inside.Count <= outside.Count ? inside : outside)
        {
            text.Append(UnitText(first));
            if (last > first)
                text.Append(last > first + 1 ? "-" : "").Append(UnitText(last));
        }

        return text.Append(']').ToString();
    }

    private static string UnitText(int unit) => unit < 128 && char.IsAsciiLetterOrDigit((char)unit)
        ? ((char)unit).ToString()
        : string.Create(CultureInfo.InvariantCulture, $@"\u{unit:X4}");
}
