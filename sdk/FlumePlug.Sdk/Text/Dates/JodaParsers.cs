namespace FlumePlug.Sdk.Text.Dates;

/// <summary>Reads one part of a text: the position after it, or the complement of where it went wrong.</summary>
internal delegate int JodaParser(ReadOnlySpan<char> text, int position, JodaFields fields);

/// <summary>The parsers that Joda-Time's patterns are made of.</summary>
internal static class JodaParsers
{
    internal static JodaParser Literal(string literal) => (text, position, _)
        => text[position..].StartsWith(literal, StringComparison.OrdinalIgnoreCase)
            ? position + literal.Length
            : ~position;

    internal static JodaParser Number(JodaField field, int maxDigits, bool signed = false) => (text, position, fields) =>
    {
        var start = position;
        var negative = false;
        if (signed && maxDigits > 1 && start + 1 < text.Length && text[start] is '-' or '+' && char.IsAsciiDigit(text[start + 1]))
            negative = text[start++] == '-';
        var end = start;
        while (end < text.Length && end - start < maxDigits && char.IsAsciiDigit(text[end]))
            end++;
        if (end == start)
            return ~position;
        fields.Save(field, Value(text[start..end], negative));
        return end;
    };

    /// <summary>Two digits are a year within 50 of the pivot; lenient reading takes any other number as it is.</summary>
    internal static JodaParser TwoDigitYear(JodaField field, int pivot, bool lenient) => (text, position, fields) =>
    {
        if (lenient)
        {
            var signed = position < text.Length && text[position] is '-' or '+';
            var start = position + (signed ? 1 : 0);
            var end = start;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end == start)
                return ~position;
            if (signed || end - start != 2)
            {
                fields.Save(field, Value(text[start..end], signed && text[position] == '-'));
                return end;
            }
        }

        if (position + 2 > text.Length || !char.IsAsciiDigit(text[position]) || !char.IsAsciiDigit(text[position + 1]))
            return ~position;
        var year = (text[position] - '0') * 10 + text[position + 1] - '0';
        var low = pivot - 50;
        var digits = (int)GregorianDays.FloorModulo(low, 100);
        fields.Save(field, year + low + (year < digits ? 100 : 0) - digits);
        return position + 2;
    };

    /// <summary>Up to so many digits of a fraction of a second, of which three count.</summary>
    internal static JodaParser Fraction(int maxDigits) => (text, position, fields) =>
    {
        var value = 0;
        var unit = 100;
        var end = position;
        for (; end < text.Length && end - position < maxDigits && char.IsAsciiDigit(text[end]); end++, unit /= 10)
            value += (text[end] - '0') * unit;
        if (end == position)
            return ~position;
        fields.Save(JodaFields.Millisecond, value);
        return end;
    };

    /// <summary>The longest of the names that is there, as given, in lower or in upper case.</summary>
    internal static JodaParser Name(JodaField field, params (string Text, int Value)[] names)
    {
        (string Text, int Value)[] known =
        [
            .. from name in names
               from text in (string[])[name.Text, name.Text.ToLowerInvariant(), name.Text.ToUpperInvariant()]
               orderby text.Length descending
               select (text, name.Value),
        ];
        return (text, position, fields) =>
        {
            foreach (var (name, value) in known)
            {
                if (!text[position..].StartsWith(name, StringComparison.Ordinal))
                    continue;
                fields.Save(field, value);
                return position + name.Length;
            }

            return ~position;
        };
    }

    /// <summary>One of the few short zone names that Joda-Time reads.</summary>
    internal static int ZoneName(ReadOnlySpan<char> text, int position, JodaFields fields)
    {
        foreach (var (name, zone) in EnglishNames.Zones)
        {
            if (!text[position..].StartsWith(name, StringComparison.Ordinal))
                continue;
            fields.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
            return position + name.Length;
        }

        return ~position;
    }

    /// <summary>The longest zone id of the tz database that is there.</summary>
    internal static int ZoneId(ReadOnlySpan<char> text, int position, JodaFields fields)
    {
        var end = position;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '/' or '_' or '-' or '+'))
            end++;
        for (; end > position; end--)
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(text[position..end].ToString(), out var zone))
            {
                fields.Zone = zone;
                return end;
            }
        }

        return ~position;
    }

    private static int Value(ReadOnlySpan<char> digits, bool negative)
        => int.TryParse(digits, out var value)
            ? negative ? -value : value
            : throw new FormatException($"For input string: \"{digits}\"");
}
