namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>What begins with a backslash.</summary>
internal sealed partial class PatternParser
{
    /// <summary>Reads an escape outside brackets.</summary>
    private PatternNode Escape()
    {
        var letter = _reader.Ahead(1);
        if (letter is 'p' or 'P')
            return new PointNode(Property());
        var start = _reader.Position;
        _reader.Position += 2;
        if (letter is >= '1' and <= '9')
            return BackReference(letter - '0', start);
        if (letter > 0 && Predefined.Of(letter, _reader.Flags) is { } set)
            return new PointNode(set);
        switch (letter)
        {
            case 'A':
                return PatternAssertions.TextStart;
            case 'Z':
                return PatternAssertions.End(_reader.Flags, multiline: false);
            case 'z':
                return PatternAssertions.TextEnd;
            case 'G':
                return PatternAssertions.LastMatchEnd;
            case 'b' when _reader.Peek() == '{' && _reader.Ahead(1) == 'g':
                throw _reader.ErrorAt("The grapheme boundary \\b{g} is not supported", start);
            case 'b' or 'B':
                return new WordBoundaryNode(letter == 'b', _reader.Has(JavaPatternFlags.UnicodeCharacterClass));
            case 'R':
                return PatternAssertions.LineEnding;
            case 'X':
                throw _reader.ErrorAt("The grapheme cluster \\X is not supported", start);
            case 'k':
                return NamedBackReference(start);
            default:
                return Literal(Character(letter));
        }
    }

    /// <summary>The character that an escape stands for, after its letter was read.</summary>
    private int Character(int letter) => letter switch
    {
        '0' => Octal(),
        'a' => 7,
        'c' => _reader.AtEnd
            ? throw _reader.Error("Illegal control escape sequence")
            : PatternReader.Unquoted(_reader.Read()) ^ 64,
        'e' => 27,
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => Utf16(),
        'x' => Hexadecimal(),
        'N' => throw _reader.Error("The named character \\N{...} is not supported, write \\x{...}"),
        PatternReader.End => throw _reader.Error("A backslash with nothing after it"),
        < 128 when char.IsAsciiLetter((char)letter) => throw _reader.Error("Illegal/unsupported escape sequence"),
        _ => PatternReader.Unquoted(letter),
    };

    private int Octal()
    {
        var value = _reader.Read() - '0';
        if (value is < 0 or > 7)
            throw _reader.Error("Illegal octal escape sequence");
        // Three digits only up to \0377.
        for (var digits = 1; digits < 3 && _reader.Peek() is >= '0' and <= '7' && (digits < 2 || value <= 31); digits++)
            value = value * 8 + _reader.Read() - '0';
        return value;
    }

    private int Hexadecimal()
    {
        if (_reader.TryRead('{'))
        {
            var value = 0;
            var digits = 0;
            for (; HexDigit(_reader.Peek()) is { } digit; digits++, _reader.Position++)
            {
                value = value * 16 + digit;
                if (value > 0x10FFFF)
                    throw _reader.Error("Hexadecimal codepoint is too big");
            }

            if (digits > 0)
                return _reader.Read() == '}' ? value : throw _reader.Error("Unclosed hexadecimal escape sequence");
        }
        else if (HexDigit(_reader.Read()) is { } high && HexDigit(_reader.Read()) is { } low)
        {
            return high * 16 + low;
        }

        throw _reader.Error("Illegal hexadecimal escape sequence");
    }

    private int Utf16()
    {
        var high = Utf16Unit();
        var back = _reader.Position;
        if (char.IsHighSurrogate((char)high) && _reader.Read() == '\\' && _reader.Read() == 'u'
            && Utf16Unit() is var low && char.IsLowSurrogate((char)low))
            return char.ConvertToUtf32((char)high, (char)low);
        _reader.Position = back;
        return high;
    }

    private int Utf16Unit()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
            value = value * 16 + (HexDigit(_reader.Read()) ?? throw _reader.Error("Illegal Unicode escape sequence"));
        return value;
    }

    private static int? HexDigit(int point)
        => point is > 0 and < 128 && char.IsAsciiHexDigit((char)point) ? Convert.ToInt32(((char)point).ToString(), 16) : null;

    private BackReferenceNode BackReference(int number, int start)
    {
        // More digits belong to the number only while that many groups were opened before here.
        while (IsDigit(_reader.Peek()) && (long)number * 10 + _reader.Peek() - '0' <= GroupCount)
            number = number * 10 + _reader.Read() - '0';
        return Reference(number, start);
    }

    private BackReferenceNode NamedBackReference(int start)
    {
        if (_reader.Read() != '<')
            throw _reader.Error("\\k is not followed by '<' for named capturing group");
        var name = GroupName();
        return _groupNames.TryGetValue(name, out var number)
            ? Reference(number, start)
            : throw _reader.Error($"named capturing group <{name}> does not exist");
    }

    private BackReferenceNode Reference(int number, int start) => new(
        number, _reader.Has(JavaPatternFlags.CaseInsensitive), _reader.Has(JavaPatternFlags.UnicodeCase), start);
}
