using System.Text;
using FlumePlug.Sdk.Text.Dates;

namespace FlumePlug.Sdk.Text;

/// <summary>
/// A pattern of Joda-Time's DateTimeFormat (2.9), to read a text as milliseconds since 1970 as Joda-Time does, in English.
/// Immutable and safe for any number of threads.
/// </summary>
/// <remarks>
/// What a text leaves out comes from 1970-01-01T00:00, or from the year 2000 where the longest field is a month, a week or
/// a day. Two digits of a year are within 50 years of thirty years ago. Names are read as given, in lower or upper case.
/// </remarks>
public sealed class JodaPattern
{
    [ThreadStatic]
    private static JodaFields? s_fields;

    private readonly List<JodaParser> _parsers = [];

    private JodaPattern(string pattern, int thisYear)
    {
        Pattern = pattern;
        for (var i = 0; i < pattern.Length;)
        {
            var token = Token(pattern, ref i);
            var next = i;
            _parsers.Add(Parser(token, i < pattern.Length && IsNumeric(Token(pattern, ref next)), thisYear));
        }
    }

    /// <summary>The pattern as it was given.</summary>
    public string Pattern { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">Letters G C Y x w e E y D M d a K h H k m s S z Z, text in quotes, other characters.</param>
    /// <param name="time">Where this year is taken from; the system's clock if not given.</param>
    /// <exception cref="FormatException">Joda-Time's message for a bad pattern.</exception>
    public static JodaPattern Parse(string pattern, TimeProvider? time = null)
    {
        if (string.IsNullOrEmpty(pattern))
            throw new FormatException("Invalid pattern specification");
        return new JodaPattern(pattern, (time ?? TimeProvider.System).GetLocalNow().Year);
    }

    /// <summary>Reads a whole text; allocates nothing unless the text is wrong or names a zone by its id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of a text that names none.</param>
    /// <returns>Milliseconds since 1970-01-01T00:00Z.</returns>
    /// <exception cref="FormatException">Joda-Time's message for a text that does not fit.</exception>
    public long ParseMillis(ReadOnlySpan<char> text, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var fields = s_fields ??= new JodaFields();
        fields.Clear(zone);
        var position = 0;
        foreach (var parser in _parsers)
        {
            position = parser(text, position, fields);
            if (position < 0)
                throw new FormatException(Unfit(text.ToString(), ~position));
        }

        if (position < text.Length)
            throw new FormatException(Unfit(text.ToString(), position));
        try
        {
            return fields.ToMillis();
        }
        catch (FormatException e)
        {
            throw new FormatException($"Cannot parse \"{text}\": {e.Message}", e);
        }
    }

    private static string Unfit(string text, int position)
    {
        var sample = text.Length <= position + 35 ? text : text[..(position + 32)] + "...";
        return position <= 0 ? $"Invalid format: \"{sample}\""
            : position >= text.Length ? $"Invalid format: \"{sample}\" is too short"
            : $"Invalid format: \"{sample}\" is malformed at \"{sample[position..]}\"";
    }

    /// <summary>A run of one letter, or a quote and the text of all that follows up to the next letter.</summary>
    private static string Token(string pattern, ref int i)
    {
        var start = i;
        if (char.IsAsciiLetter(pattern[i]))
        {
            while (i < pattern.Length && pattern[i] == pattern[start])
                i++;
            return pattern[start..i];
        }

        var literal = new StringBuilder("'");
        for (var quoted = false; i < pattern.Length && (quoted || !char.IsAsciiLetter(pattern[i])); i++)
        {
            if (pattern[i] != '\'')
                literal.Append(pattern[i]);
            else if (i + 1 < pattern.Length && pattern[i + 1] == '\'')
                literal.Append(pattern[i++]);
            else
                quoted = !quoted;
        }

        return literal.ToString();
    }

    private static bool IsNumeric(string token) => token[0] == 'M' ? token.Length <= 2 : "cCxyYdhHmsSeDFwWkK".Contains(token[0]);

    private static JodaParser Parser(string token, bool numberFollows, int thisYear)
    {
        var length = token.Length;
        return token[0] switch
        {
            '\'' => JodaParsers.Literal(token[1..]),
            'G' => JodaParsers.Name(JodaFields.Era, ("BC", 0), ("AD", 1), ("BCE", 0), ("CE", 1)),
            'C' => JodaParsers.Number(JodaFields.Century, length, signed: true),
            'x' or 'y' or 'Y' when length == 2 => JodaParsers.TwoDigitYear(
                token[0] == 'x' ? JodaFields.Weekyear : JodaFields.Year, thisYear - 30, lenient: !numberFollows),
            'x' => JodaParsers.Number(JodaFields.Weekyear, YearDigits(), signed: true),
            'y' => JodaParsers.Number(JodaFields.Year, YearDigits(), signed: true),
            'Y' => JodaParsers.Number(JodaFields.YearOfEra, YearDigits()),
            'M' when length > 2 => JodaParsers.Name(JodaFields.MonthOfYear, Names(EnglishNames.Months, 1)),
            'M' => JodaParsers.Number(JodaFields.MonthOfYear, 2),
            'd' => JodaParsers.Number(JodaFields.DayOfMonth, Math.Max(length, 2)),
            'a' => JodaParsers.Name(JodaFields.HalfDay, Names(EnglishNames.HalfDays, 0)),
            'h' => JodaParsers.Number(JodaFields.ClockHourOfHalfDay, Math.Max(length, 2)),
            'H' => JodaParsers.Number(JodaFields.HourOfDay, Math.Max(length, 2)),
            'k' => JodaParsers.Number(JodaFields.ClockHourOfDay, Math.Max(length, 2)),
            'K' => JodaParsers.Number(JodaFields.HourOfHalfDay, Math.Max(length, 2)),
            'm' => JodaParsers.Number(JodaFields.MinuteOfHour, Math.Max(length, 2)),
            's' => JodaParsers.Number(JodaFields.SecondOfMinute, Math.Max(length, 2)),
            'S' => JodaParsers.Fraction(length),
            'e' => JodaParsers.Number(JodaFields.DayOfWeek, length),
            'E' => JodaParsers.Name(JodaFields.DayOfWeek, Names([.. EnglishNames.Days[1..], EnglishNames.Days[0]], 1)),
            'D' => JodaParsers.Number(JodaFields.DayOfYear, Math.Max(length, 3)),
            'w' => JodaParsers.Number(JodaFields.Week, Math.Max(length, 2)),
            'z' => JodaParsers.ZoneName,
            'Z' when length > 2 => JodaParsers.ZoneId,
            'Z' => JodaOffset.Parse,
            _ => throw new FormatException($"Illegal pattern component: {token}"),
        };

        int YearDigits() => numberFollows ? length : 9 < length ? length : 9;
    }

    /// <summary>Names and their first three letters, with their numbers.</summary>
    private static (string, int)[] Names(string[] names, int first) =>
    [
        .. names.Select((name, i) => (name, i + first)),
        .. names.Select((name, i) => (name[..Math.Min(name.Length, 3)], i + first)),
    ];
}
