using System.Text;

namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>Bracketed classes and <c>\p{...}</c>.</summary>
internal sealed partial class PatternParser
{
    private const string Rare = " (scripts of the past and blocks beyond U+FFFF are not supported)";

    /// <summary>
    /// Reads a class from the character before its content on. The right side of <c>&amp;&amp;</c> is a class without
    /// brackets of its own, which leaves the closing one (<paramref name="consume"/> false).
    /// </summary>
    private CodePointSet Class(bool consume)
    {
        var point = _reader.Next();
        var negated = point == '^' && _reader.Ahead(-1) == '[';
        if (negated)
            point = _reader.Next();

        // Java keeps single characters below U+0100 apart ("latin") until the class or an intersection ends, and never
        // empties them: a character after an intersection brings those before it back.
        CodePointSet? set = null, last = null;
        var latin = CodePointSet.Empty;
        var latinPending = false;
        for (; ; point = _reader.Peek())
        {
            if (point == '[')
            {
                last = Class(consume: true);
                set = set?.Union(last) ?? last;
                continue;
            }

            if (point == '&' && IsIntersection())
            {
                var right = RightSide();
                if (latinPending)
                    (set, last) = set is null ? (latin, latin) : (set.Union(latin), last);
                latinPending = false;
                last = right ?? last;
                set = last is null ? throw _reader.Error("Bad class syntax") : set?.Intersect(last) ?? last;
                continue;
            }

            if (point == PatternReader.End)
                throw _reader.Error("Unclosed character class");
            if (point == ']' && (set is not null || latinPending))
            {
                if (consume)
                    _reader.Next();
                if (latinPending)
                    set = set?.Union(latin) ?? latin;
                return negated ? set!.Negate() : set!;
            }

            last = Range(ref latin);
            latinPending |= last is null;
            if (last is not null)
                set = set?.Union(last) ?? last;
        }
    }

    /// <summary>Moves to the second ampersand if there is one.</summary>
    private bool IsIntersection()
    {
        var position = _reader.Position;
        if (_reader.Next() == '&')
            return true;
        _reader.Position = position;
        return false;
    }

    private CodePointSet? RightSide()
    {
        CodePointSet? right = null;
        for (var point = _reader.Next(); point is not (']' or '&'); point = _reader.Peek())
        {
            if (point == PatternReader.End)
                throw _reader.Error("Unclosed character class");
            if (point != '[')
                _reader.Position--;
            var part = Class(consume: point == '[');
            right = right?.Union(part) ?? part;
        }

        return right;
    }

    /// <summary>Reads a character, range or escape inside brackets; null when it went into <paramref name="latin"/>.</summary>
    private CodePointSet? Range(ref CodePointSet latin)
    {
        var first = _reader.Peek();
        if (first == '\\' && _reader.Ahead(1) is 'p' or 'P')
            return Property();
        _reader.Position++;
        if (first == '\\')
        {
            var letter = _reader.Ahead(0);
            var isRange = _reader.Ahead(1) == '-';
            _reader.Position++;
            if (letter == 'v' && isRange)
                first = 0x0B;
            else if (letter > 0 && Predefined.Of(letter, _reader.Flags) is { } set)
                return set;
            else
                first = ClassCharacter(letter);
        }

        first = PatternReader.Unquoted(first);
        if (_reader.Peek() == '-' && _reader.Ahead(1) is var end && end is not ('[' or ']'))
        {
            var last = _reader.Next();
            _reader.Position++;
            if (last == '\\')
            {
                last = _reader.Ahead(0);
                _reader.Position++;
                last = last == 'v' ? 0x0B
                    : last > 0 && Predefined.Of(last, _reader.Flags) is not null ? throw _reader.Error("Illegal character range")
                    : ClassCharacter(last);
            }

            last = PatternReader.Unquoted(last);
            return last < first
                ? throw _reader.Error("Illegal character range")
                : LetterCase.OfRange(first, last, _reader.Flags);
        }

        var member = LetterCase.OfClassMember(first, _reader.Flags);
        if (first >= 256)
            return member;
        latin = latin.Union(member);
        return null;
    }

    /// <summary>A digit after a backslash is no back-reference in here.</summary>
    private int ClassCharacter(int letter) => letter is >= '1' and <= '9'
        ? throw _reader.Error("Illegal/unsupported escape sequence")
        : Character(letter);

    /// <summary>Reads <c>\p{name}</c>, <c>\P{name}</c>, <c>\pX</c>.</summary>
    private CodePointSet Property()
    {
        _reader.Position++;
        var negated = _reader.Ahead(0) == 'P';
        var name = PropertyName();
        var set = name.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at
            ? KeyedProperty(name[..at], name[(at + 1)..])
            : PlainProperty(name);
        return negated ? set.Negate() : set;
    }

    private string PropertyName()
    {
        if (_reader.Next() != '{')
            return _reader.AtEnd ? throw _reader.Error("Unclosed character family") : Text(_reader.Read());
        _reader.Position++;
        var name = new StringBuilder();
        for (; _reader.Ahead(0) != '}'; _reader.Position++)
        {
            if (_reader.AtEnd)
                throw _reader.Error("Unclosed character family");
            name.Append(Text(_reader.Ahead(0)));
        }

        _reader.Position++;
        return name.Length == 0 ? throw _reader.Error("Empty character family") : name.ToString();
    }

    private static string Text(int point)
    {
        var plain = PatternReader.Unquoted(point);
        return plain < 0x10000 ? ((char)plain).ToString() : char.ConvertFromUtf32(plain);
    }

    private CodePointSet KeyedProperty(string key, string value) => key.ToUpperInvariant() switch
    {
        "SC" or "SCRIPT" => UnicodeProperty.Script(value),
        "BLK" or "BLOCK" => UnicodeProperty.Block(value),
        "GC" or "GENERAL_CATEGORY" => UnicodeProperty.Named(value, _reader.Has(JavaPatternFlags.CaseInsensitive)),
        _ => null,
    }
    ?? throw _reader.Error($"Unknown Unicode property {{name=<{key}>, value=<{value}>}}{Rare}");

    private CodePointSet PlainProperty(string name)
    {
        var ignoreCase = _reader.Has(JavaPatternFlags.CaseInsensitive);
        var set = name.StartsWith("In", StringComparison.Ordinal) ? UnicodeProperty.Block(name[2..])
            : name.StartsWith("Is", StringComparison.Ordinal)
                ? UnicodeProperty.Binary(name[2..], ignoreCase)
                  ?? UnicodeProperty.Named(name[2..], ignoreCase)
                  ?? UnicodeProperty.Script(name[2..])
            : (_reader.Has(JavaPatternFlags.UnicodeCharacterClass) ? UnicodeProperty.Posix(name, ignoreCase) : null)
              ?? UnicodeProperty.Named(name, ignoreCase);
        return set ?? throw _reader.Error($"Unknown character property name {{{name}}}{Rare}");
    }
}
