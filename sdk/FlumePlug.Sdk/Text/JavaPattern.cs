using System.Text.RegularExpressions;
using FlumePlug.Sdk.Text.Patterns;

namespace FlumePlug.Sdk.Text;

/// <summary>
/// A pattern of java.util.regex (Java 17), translated to a .NET <see cref="System.Text.RegularExpressions.Regex"/>
/// that finds the same matches and groups. Immutable and safe for any number of threads.
/// </summary>
/// <remarks>
/// Groups have Java's numbers: named and unnamed ones counted together from the left; use <see cref="GroupNames"/> for
/// names. A match of a pattern that can run away throws <see cref="RegexMatchTimeoutException"/> after the time limit.
/// Refused: <c>\X</c>, <c>\b{g}</c>, <c>\N{...}</c>, canonical equivalence, ASCII-only case folding of a back-reference
/// to a group that can hold other letters, and groups inside a look-behind of variable length.
/// </remarks>
public sealed class JavaPattern
{
    /// <summary>The time limit of a match unless another is given.</summary>
    public static readonly TimeSpan DefaultMatchTimeout = TimeSpan.FromSeconds(1);

    private readonly string _translated;
    private readonly RegexOptions _options;
    private readonly TimeSpan _timeout;
    private Regex? _whole;
    private Regex? _prefix;

    private JavaPattern(string pattern, JavaPatternFlags flags, PatternTranslation translation, bool compiled, TimeSpan timeout)
    {
        Pattern = pattern;
        Flags = flags;
        GroupCount = translation.GroupCount;
        GroupNames = translation.GroupNames;
        CanRunAway = translation.CanRunAway;
        _translated = translation.Text;
        _options = RegexOptions.CultureInvariant | (compiled ? RegexOptions.Compiled : RegexOptions.None);
        _timeout = CanRunAway ? timeout : Regex.InfiniteMatchTimeout;
        Regex = new Regex(_translated, _options, _timeout);
    }

    /// <summary>The pattern as Java has it.</summary>
    public string Pattern { get; }

    /// <summary>The flags it was compiled with; inline flags are not among them.</summary>
    public JavaPatternFlags Flags { get; }

    /// <summary>Finds what Java's <c>find()</c> finds, match after match.</summary>
    public Regex Regex { get; }

    /// <summary>Matches where Java's <c>matches()</c> does: the whole text or nothing. Made on first use.</summary>
    public Regex WholeRegex => _whole ??= new Regex($@"\A(?:{_translated})\z", _options, _timeout);

    /// <summary>Matches where Java's <c>lookingAt()</c> does: from the start of the text. Made on first use.</summary>
    public Regex PrefixRegex => _prefix ??= new Regex($@"\A(?:{_translated})", _options, _timeout);

    /// <summary>The number of capturing groups, group 0 not counted.</summary>
    public int GroupCount { get; }

    /// <summary>The numbers of the named groups.</summary>
    public IReadOnlyDictionary<string, int> GroupNames { get; }

    /// <summary>Whether the time of a match can grow faster than the text, so that it has a time limit.</summary>
    public bool CanRunAway { get; }

    /// <summary>Translates a pattern.</summary>
    /// <param name="pattern">The pattern, as java.util.regex.Pattern.compile takes it.</param>
    /// <param name="flags">Java's flags.</param>
    /// <param name="compiled">True for hot paths: matching is compiled to machine code, at some milliseconds once.</param>
    /// <param name="matchTimeout">The time limit of a match, <see cref="DefaultMatchTimeout"/> if not given.</param>
    /// <exception cref="JavaPatternException">Java refuses the pattern, or it cannot be translated exactly.</exception>
    public static JavaPattern Compile(
        string pattern,
        JavaPatternFlags flags = JavaPatternFlags.None,
        bool compiled = false,
        TimeSpan? matchTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var translation = PatternTranslation.Of(pattern, flags);
        try
        {
            return new JavaPattern(pattern, flags, translation, compiled, matchTimeout ?? DefaultMatchTimeout);
        }
        catch (RegexParseException e)
        {
            throw new JavaPatternException($"Cannot be translated ({e.Error})", pattern, 0);
        }
    }

    /// <summary>Translates a pattern without flags, as for an option of this type.</summary>
    /// <exception cref="JavaPatternException">Java refuses the pattern, or it cannot be translated exactly.</exception>
    public static JavaPattern Parse(string pattern) => Compile(pattern);

    /// <summary>Java's <c>matcher(text).matches()</c>.</summary>
    public bool Matches(ReadOnlySpan<char> text) => WholeRegex.IsMatch(text);

    /// <summary>Java's <c>matcher(text).find()</c>.</summary>
    public bool Finds(ReadOnlySpan<char> text) => Regex.IsMatch(text);

    /// <summary>Java's <c>matcher(text).lookingAt()</c>.</summary>
    public bool LookingAt(ReadOnlySpan<char> text) => PrefixRegex.IsMatch(text);

    /// <summary>The pattern as Java has it.</summary>
    public override string ToString() => Pattern;
}
