using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FlumePlug.Sdk.Text;

/// <summary>
/// A replacement text of java.util.regex's replaceAll: <c>$1</c>, <c>${name}</c>, and a backslash before a character taken
/// as it is. Immutable and safe for any number of threads.
/// </summary>
public sealed class JavaReplacement
{
    private readonly Regex _regex;
    private readonly (string Text, int Group)[] _parts;

    private JavaReplacement(Regex regex, (string Text, int Group)[] parts)
    {
        _regex = regex;
        _parts = parts;
        NeedsGroups = parts.Any(part => part.Group > 0);
    }

    /// <summary>Whether the replacement uses a group other than the whole match, which costs an object per match.</summary>
    public bool NeedsGroups { get; }

    /// <summary>Reads a replacement for matches of a pattern.</summary>
    /// <param name="replacement">The text as Java's replaceAll takes it.</param>
    /// <param name="pattern">The pattern whose groups it may name.</param>
    /// <exception cref="FormatException">
    /// Java's message for a bad replacement; Java itself speaks up at the first match only.
    /// </exception>
    public static JavaReplacement Parse(string replacement, JavaPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        ArgumentNullException.ThrowIfNull(pattern);
        var parts = new List<(string Text, int Group)>();
        var literal = new StringBuilder();
        for (var i = 0; i < replacement.Length;)
        {
            if (replacement[i] == '$')
            {
                i++;
                parts.Add((literal.ToString(), Group(replacement, pattern, ref i)));
                literal.Clear();
                continue;
            }

            if (replacement[i] == '\\' && ++i == replacement.Length)
                throw new FormatException("character to be escaped is missing");
            literal.Append(replacement[i++]);
        }

        parts.Add((literal.ToString(), -1));
        return new JavaReplacement(pattern.Regex, [.. parts]);
    }

    /// <summary>Java's <c>text.replaceAll(...)</c>; the same string when nothing matches.</summary>
    /// <exception cref="RegexMatchTimeoutException">The match ran away.</exception>
    public string ReplaceAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var writer = new ArrayBufferWriter<char>(text.Length + 16);
        return TryReplaceAll(text, writer) ? writer.WrittenSpan.ToString() : text;
    }

    /// <summary>
    /// Writes the text with all matches replaced; false, and nothing written, when nothing matches. Allocates only for a
    /// replacement that <see cref="NeedsGroups"/>.
    /// </summary>
    /// <exception cref="RegexMatchTimeoutException">The match ran away; part of the text may be written.</exception>
    public bool TryReplaceAll(ReadOnlySpan<char> text, IBufferWriter<char> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return NeedsGroups ? ReplaceWithGroups(text, writer) : ReplaceWhole(text, writer);
    }

    private bool ReplaceWhole(ReadOnlySpan<char> text, IBufferWriter<char> writer)
    {
        var done = 0;
        var any = false;
        foreach (var match in _regex.EnumerateMatches(text))
        {
            any = true;
            writer.Write(text[done..match.Index]);
            done = match.Index + match.Length;
            foreach (var (literal, group) in _parts)
            {
                writer.Write(literal);
                if (group == 0)
                    writer.Write(text[match.Index..done]);
            }
        }

        if (any)
            writer.Write(text[done..]);
        return any;
    }

    private bool ReplaceWithGroups(ReadOnlySpan<char> text, IBufferWriter<char> writer)
    {
        if (!_regex.IsMatch(text))
            return false;
        var done = 0;
        for (var match = _regex.Match(text.ToString()); match.Success; match = match.NextMatch())
        {
            writer.Write(text[done..match.Index]);
            done = match.Index + match.Length;
            foreach (var (literal, group) in _parts)
            {
                writer.Write(literal);
                if (group >= 0)
                    writer.Write(match.Groups[group].ValueSpan);
            }
        }

        writer.Write(text[done..]);
        return true;
    }

    private static int Group(string replacement, JavaPattern pattern, ref int i)
    {
        if (i == replacement.Length)
            throw new FormatException("Illegal group reference: group index is missing");
        if (replacement[i] == '{')
            return NamedGroup(replacement, pattern, ref i);
        if (!char.IsAsciiDigit(replacement[i]))
            throw new FormatException("Illegal group reference");
        var number = replacement[i++] - '0';
        if (number > pattern.GroupCount)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"No group {number}"));
        while (i < replacement.Length && char.IsAsciiDigit(replacement[i])
            && number * 10 + replacement[i] - '0' <= pattern.GroupCount)
            number = number * 10 + replacement[i++] - '0';
        return number;
    }

    private static int NamedGroup(string replacement, JavaPattern pattern, ref int i)
    {
        var end = i + 1;
        while (end < replacement.Length && char.IsAsciiLetterOrDigit(replacement[end]))
            end++;
        var name = replacement[(i + 1)..end];
        if (name.Length == 0)
            throw new FormatException("named capturing group has 0 length name");
        if (end == replacement.Length || replacement[end] != '}')
            throw new FormatException("named capturing group is missing trailing '}'");
        if (char.IsAsciiDigit(name[0]))
            throw new FormatException($"capturing group name {{{name}}} starts with digit character");
        i = end + 1;
        return pattern.GroupNames.TryGetValue(name, out var number)
            ? number
            : throw new FormatException($"No group with name {{{name}}}");
    }
}
