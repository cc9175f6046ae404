namespace FlumePlug.Sdk.Text.Dates;

/// <summary>Joda-Time's reading of an offset: Z, or a sign and hh, hhmm, hhmmss, hhmmssSSS, with or without separators.</summary>
internal static class JodaOffset
{
    internal static int Parse(ReadOnlySpan<char> text, int position, JodaFields fields)
    {
        if (position < text.Length && text[position] is 'Z' or 'z')
        {
            fields.Offset = 0;
            return position + 1;
        }

        if (position + 1 >= text.Length || text[position] is not ('+' or '-'))
            return ~position;
        var sign = text[position++] == '-' ? -1 : 1;
        if (Digits(text, position, 2) < 2 || Number(text, position, 2) > 23)
            return ~position;
        var offset = Number(text, position, 2) * JodaField.Hour;
        position += 2;
        var separated = position < text.Length && text[position] == ':';
        foreach (var unit in (ReadOnlySpan<long>)[JodaField.Minute, JodaField.Second, 1])
        {
            if (position >= text.Length)
                break;
            if (separated && !(unit == 1 ? text[position] is '.' or ',' : text[position] == ':'))
                break;
            var start = separated ? position + 1 : position;
            var wanted = unit == 1 ? 3 : 2;
            var digits = Digits(text, start, wanted);
            if (digits == 0 && !separated)
                break;
            if (digits < (unit == 1 ? 1 : 2) || unit > 1 && Number(text, start, 2) > 59)
                return ~start;
            offset += Number(text, start, digits) * (unit > 1 ? unit : digits == 1 ? 100 : digits == 2 ? 10 : 1);
            position = start + digits;
        }

        fields.Offset = sign * offset;
        return position;
    }

    private static int Digits(ReadOnlySpan<char> text, int position, int most)
    {
        var count = 0;
        while (count < most && position + count < text.Length && char.IsAsciiDigit(text[position + count]))
            count++;
        return count;
    }

    private static int Number(ReadOnlySpan<char> text, int position, int digits)
    {
        var value = 0;
        for (var i = 0; i < digits; i++)
            value = value * 10 + text[position + i] - '0';
        return value;
    }
}
