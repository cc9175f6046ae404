using System.Globalization;

namespace FlumePlug.Interceptors.Matching;

/// <summary>The number of characters that a part of a Java pattern consumes, where it is always the same.</summary>
internal static class FixedLength
{
    /// <summary>The length of all of it, or -1.</summary>
    public static int Of(ReadOnlySpan<char> pattern)
    {
        var length = Read(ref pattern);
        return pattern.IsEmpty ? length : -1;
    }

    /// <summary>Reads as far as lengths are known; -1 when what comes next makes the last one unknown.</summary>
    public static int Read(scoped ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (true)
        {
            if (TryReadAssertion(ref rest))
                continue;
            var members = new SortedSet<char>();
            // A class of everything else holds characters of two UTF-16 units.
            var one = PatternReader.TryReadClass(ref rest, members, out var negated) ? !negated
                : PatternReader.TryReadCharacter(ref rest, out _);
            if (!one)
                return negated ? -1 : length;
            var times = ReadTimes(ref rest);
            if (times < 0)
                return -1;
            length += times;
        }
    }

    private static bool TryReadAssertion(scoped ref ReadOnlySpan<char> rest)
    {
        if (PatternReader.TrySkip(ref rest, '^') || PatternReader.TrySkip(ref rest, '$'))
            return true;
        if (rest.Length < 2 || rest[0] != '\\' || !"AbBGzZ".Contains(rest[1], StringComparison.Ordinal))
            return false;
        rest = rest[2..];
        return true;
    }

    // {n} is n times, another quantifier is not known, none is once.
    private static int ReadTimes(scoped ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || !"*+?{".Contains(rest[0], StringComparison.Ordinal))
            return 1;
        var end = rest.IndexOf('}');
        if (rest[0] != '{' || end < 0
            || !int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var times))
            return -1;
        rest = rest[(end + 1)..];
        return times > 10_000 || (!rest.IsEmpty && "*+?{".Contains(rest[0], StringComparison.Ordinal)) ? -1 : times;
    }
}
