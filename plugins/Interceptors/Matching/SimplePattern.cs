using System.Text;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors.Matching;

/// <summary>
/// A Java pattern of one of the forms <c>text</c>, <c>[class]</c> and <c>[class]+</c>, perhaps in a group, perhaps between
/// <c>^</c> and <c>$</c>; ASCII only.
/// </summary>
internal sealed record SimplePattern
{
    /// <summary>The text, or the members of the class.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Whether it is a class.</summary>
    public bool IsClass { get; init; }

    /// <summary>Whether the class is everything but its members.</summary>
    public bool Negated { get; init; }

    /// <summary>Whether the class has a <c>+</c>.</summary>
    public bool Repeated { get; init; }

    /// <summary>Whether it begins with <c>^</c>.</summary>
    public bool FromStart { get; init; }

    /// <summary>Whether it ends with <c>$</c>.</summary>
    public bool ToEnd { get; init; }

    /// <summary>Reads the pattern; null: it has another form.</summary>
    public static SimplePattern? TryRead(JavaPattern pattern)
    {
        var rest = pattern.Pattern.AsSpan();
        if (pattern.Flags != JavaPatternFlags.None || !Ascii.IsValid(rest))
            return null;
        var fromStart = PatternReader.TrySkip(ref rest, '^');
        var inGroup = PatternReader.TrySkip(ref rest, '(');
        var read = TryReadClass(ref rest) ?? TryReadText(ref rest);
        if (read is null || (inGroup && !PatternReader.TrySkip(ref rest, ')')))
            return null;
        var toEnd = PatternReader.TrySkip(ref rest, '$');
        return rest.IsEmpty ? read with { FromStart = fromStart, ToEnd = toEnd } : null;
    }

    private static SimplePattern? TryReadClass(scoped ref ReadOnlySpan<char> rest)
    {
        var members = new SortedSet<char>();
        return PatternReader.TryReadClass(ref rest, members, out var negated)
            ? new SimplePattern
            {
                Bytes = [.. members.Select(member => (byte)member)],
                IsClass = true,
                Negated = negated,
                Repeated = PatternReader.TrySkip(ref rest, '+'),
            }
            : null;
    }

    private static SimplePattern? TryReadText(scoped ref ReadOnlySpan<char> rest)
    {
        var text = new List<byte>();
        while (PatternReader.TryReadCharacter(ref rest, out var character))
            text.Add((byte)character);
        return text.Count == 0 ? null : new SimplePattern { Bytes = [.. text] };
    }
}
