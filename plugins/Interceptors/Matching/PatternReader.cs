namespace FlumePlug.Interceptors.Matching;

/// <summary>Reads the simplest parts of a Java pattern; what it does not know, it refuses.</summary>
internal static class PatternReader
{
    private const string SpecialInText = @"\^$.|?*+()[{";
    private const string SpecialInClass = @"\^[]&-";

    /// <summary>Reads an expected character.</summary>
    public static bool TrySkip(scoped ref ReadOnlySpan<char> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected)
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>Reads a class such as <c>[a-z.]</c> or <c>\d</c>; <paramref name="members"/> is what it names.</summary>
    public static bool TryReadClass(scoped ref ReadOnlySpan<char> pattern, SortedSet<char> members, out bool negated)
    {
        negated = false;
        if (TryReadPredefined(ref pattern, members))
            return true;
        var rest = pattern;
        if (!TrySkip(ref rest, '['))
            return false;
        negated = TrySkip(ref rest, '^');
        while (!TrySkip(ref rest, ']'))
            if (!TryReadMember(ref rest, members))
                return false;
        pattern = rest;
        return members.Count > 0;
    }

    /// <summary>Reads a character that means one character, itself.</summary>
    public static bool TryReadCharacter(scoped ref ReadOnlySpan<char> rest, out char character) =>
        TryReadCharacter(ref rest, SpecialInText, out character);

    private static bool TryReadMember(scoped ref ReadOnlySpan<char> rest, SortedSet<char> members)
    {
        if (TryReadPredefined(ref rest, members))
            return true;
        if (!TryReadCharacter(ref rest, SpecialInClass, out var first))
            return false;
        var last = first;
        if (TrySkip(ref rest, '-') && (!TryReadCharacter(ref rest, SpecialInClass, out last) || last < first))
            return false;
        for (int member = first; member <= last; member++)
            members.Add((char)member);
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

    private static bool TryReadCharacter(scoped ref ReadOnlySpan<char> rest, string special, out char character)
    {
        character = default;
        if (rest.IsEmpty)
            return false;
        var escaped = rest.Length > 1 && rest[0] == '\\';
        var written = rest[escaped ? 1 : 0];
        if (char.IsControl(written) || char.IsSurrogate(written))
            return false;
        character = escaped && char.IsAsciiLetterOrDigit(written) ? Named(written) : written;
        if (character == default || (!escaped && special.Contains(written, StringComparison.Ordinal)))
            return false;
        rest = rest[(escaped ? 2 : 1)..];
        return true;
    }

    private static char Named(char letter) => letter switch
    {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        _ => default,
    };
}
