using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors.Matching;

/// <summary>
/// A Java pattern of one of the forms <c>text</c>, <c>[class]</c> and <c>[class]+</c>, perhaps in a group, perhaps between
/// <c>^</c> and <c>$</c>; ASCII only.
/// </summary>
internal sealed record SimplePattern
{
    private const string SpecialInText = @"\^$.|?*+()[{";
    private const string SpecialInClass = @"\^[]&-";

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
        if (pattern.Flags != JavaPatternFlags.None || !System.Text.Ascii.IsValid(rest))
            return null;
        var fromStart = TrySkip(ref rest, '^');
        var inGroup = TrySkip(ref rest, '(');
        var read = TryReadClass(ref rest) ?? TryReadText(ref rest);
        if (read is null || (inGroup && !TrySkip(ref rest, ')')))
            return null;
        var toEnd = TrySkip(ref rest, '$');
        return rest.IsEmpty ? read with { FromStart = fromStart, ToEnd = toEnd } : null;
    }

    private static SimplePattern? TryReadClass(scoped ref ReadOnlySpan<char> pattern)
    {
        var rest = pattern;
        var members = new SortedSet<char>();
        var negated = false;
        if (TrySkip(ref rest, '['))
        {
            negated = TrySkip(ref rest, '^');
            while (!TrySkip(ref rest, ']'))
                if (!TryReadMember(ref rest, members))
                    return null;
        }
        else if (!TryReadPredefined(ref rest, members))
        {
            return null;
        }
        if (members.Count == 0)
            return null;
        var repeated = TrySkip(ref rest, '+');
        pattern = rest;
        return new SimplePattern
        {
            Bytes = [.. members.Select(member => (byte)member)],
            IsClass = true,
            Negated = negated,
            Repeated = repeated,
        };
    }

    private static bool TryReadMember(scoped ref ReadOnlySpan<char> rest, SortedSet<char> members)
    {
        if (TryReadPredefined(ref rest, members))
            return true;
        if (!TryReadCharacter(ref rest, SpecialInClass, out var first))
            return false;
        var last = first;
        if (TrySkip(ref rest, '-') && (!TryReadCharacter(ref rest, SpecialInClass, out last) || last < first))
            return false;
        for (var member = first; member <= last; member++)
            members.Add(member);
        return true;
    }

    private static bool TryReadPredefined(scoped ref ReadOnlySpan<char> rest, SortedSet<char> members)
    {
        if (rest.Length < 2 || rest[0] != '\\')
            return false;
        var all = rest[1] switch
        {
            'd' => "0123456789",
            'w' => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
            's' => " \t\n\v\f\r",
            _ => "",
        };
        if (all.Length == 0)
            return false;
        members.UnionWith(all);
        rest = rest[2..];
        return true;
    }

    private static SimplePattern? TryReadText(scoped ref ReadOnlySpan<char> rest)
    {
        var text = new List<byte>();
        while (TryReadCharacter(ref rest, SpecialInText, out var character))
            text.Add((byte)character);
        return text.Count == 0 ? null : new SimplePattern { Bytes = [.. text] };
    }

    // A character that means itself, or an escaped one that is neither letter nor digit.
    private static bool TryReadCharacter(scoped ref ReadOnlySpan<char> rest, string special, out char character)
    {
        character = default;
        if (rest.IsEmpty)
            return false;
        var escaped = rest.Length > 1 && rest[0] == '\\';
        character = rest[escaped ? 1 : 0];
        if (char.IsControl(character)
            || (escaped ? char.IsAsciiLetterOrDigit(character) : special.Contains(character, StringComparison.Ordinal)))
            return false;
        rest = rest[(escaped ? 2 : 1)..];
        return true;
    }

    private static bool TrySkip(scoped ref ReadOnlySpan<char> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected)
            return false;
        rest = rest[1..];
        return true;
    }
}
