using System.Text;
using FlumePlug.Sdk.Text.Dates;

namespace FlumePlug.Sdk.Text;

/// <summary>
/// A pattern of java.text.SimpleDateFormat (Java 17) in the English of the US: weeks begin on Sunday and the first week of
/// a year or month is the one that holds its first day. Immutable and safe for any number of threads.
/// </summary>
/// <remarks>
/// All letters are known: G y Y M L w W D d F E u a H k K h m s S z Z X. Refused is the long name of a time zone (zzzz).
/// Dates are Gregorian at all times, where Java goes over to the Julian calendar before 1582-10-15.
/// </remarks>
public sealed class JavaDateFormat
{
    private const string Letters = "GyMdkHmsSEDFwWahKzZYuXL";

    private readonly DateFormatItem[] _items;
    private readonly TimeProvider _time;

    private JavaDateFormat(string pattern, DateFormatItem[] items, TimeProvider time)
    {
        Pattern = pattern;
        _items = items;
        _time = time;
    }

    /// <summary>The pattern as it was given.</summary>
    public string Pattern { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">As SimpleDateFormat's constructor takes it.</param>
    /// <param name="time">For parsing: two digits of a year lie within the 80 years before and 20 after now.</param>
    /// <exception cref="FormatException">Java's message for a bad pattern.</exception>
    public static JavaDateFormat Parse(string pattern, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var items = new List<DateFormatItem>();
        var literal = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < pattern.Length;)
        {
            var letter = pattern[i];
            if (letter == '\'')
            {
                var doubled = i + 1 < pattern.Length && pattern[i + 1] == '\'';
                literal.Append(doubled ? "'" : "");
                quoted ^= !doubled;
                i += doubled ? 2 : 1;
            }
            else if (quoted || !char.IsAsciiLetter(letter))
            {
                literal.Append(letter);
                i++;
            }
            else
            {
                var end = i;
                while (end < pattern.Length && pattern[end] == letter)
                    end++;
                if (literal.Length > 0)
                    items.Add(new DateFormatItem(literal.ToString(), '\0', 0));
                literal.Clear();
                items.Add(Field(letter, end - i));
                i = end;
            }
        }

        if (quoted)
            throw new FormatException("Unterminated quote");
        if (literal.Length > 0)
            items.Add(new DateFormatItem(literal.ToString(), '\0', 0));
        return new JavaDateFormat(pattern, [.. items], time ?? TimeProvider.System);
    }

    /// <summary>The text of an instant on the clock of a zone.</summary>
    public string Format(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var text = new StringBuilder(Pattern.Length + 8);
        Append(text, instant, zone);
        return text.ToString();
    }

    /// <summary>Appends the text of an instant on the clock of a zone.</summary>
    public void Append(StringBuilder text, DateTimeOffset instant, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        foreach (var item in _items)
            DateFormatWriter.Append(text, item, local, zone);
    }

    /// <summary>
    /// Reads the start of a text as Java's lenient parse does: what follows is left alone, values beyond their range count on
    /// (February 30 is in March). What the text leaves out is that of 1970-01-01T00:00; a weekday counts for nothing.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of a text that names none.</param>
    /// <param name="instant">The instant, with the offset that it was read with where that is at most 14 hours.</param>
    /// <returns>False when the text does not fit, or when the pattern has weeks (Y w W F), which are not read.</returns>
    public bool TryParse(ReadOnlySpan<char> text, TimeZoneInfo zone, out DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new DateFormatReader(_items, _time.GetUtcNow().Year).TryRead(text, zone, out instant);
    }

    private static DateFormatItem Field(char letter, int count)
    {
        if (!Letters.Contains(letter, StringComparison.Ordinal))
            throw new FormatException($"Illegal pattern character '{letter}'");
        if (letter == 'X' && count > 3)
            throw new FormatException($"invalid ISO 8601 format: length={count}");
        return letter == 'z' && count > 3
            ? throw new FormatException("The long name of a time zone (zzzz) is not supported")
            : new DateFormatItem("", letter, count);
    }
}
