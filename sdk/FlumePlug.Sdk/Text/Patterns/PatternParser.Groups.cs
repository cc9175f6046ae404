using System.Text;

namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>What begins with a parenthesis.</summary>
internal sealed partial class PatternParser
{
    /// <summary>Reads a group up to its closing parenthesis; null for flags alone, read with it.</summary>
    private PatternNode? Group()
    {
        if (_reader.Next() != '?')
            return Capture(null);
        _reader.Position++;
        var kind = _reader.Ahead(0);
        switch (kind)
        {
            case ':':
                _reader.Position++;
                return new GroupNode(Choice(), 0);
            case '=' or '!':
                _reader.Position++;
                return new LookNode(Choice(), Behind: false, Negative: kind == '!');
            case '>':
                _reader.Position++;
                return new AtomicNode(Choice());
            case '<':
                _reader.Position++;
                return _reader.Peek() is '=' or '!' ? LookBehind(_reader.Read() == '!') : Capture(GroupName());
            case '$' or '@':
                _reader.Position++;
                throw _reader.Error("Unknown group type");
            default:
                return FlagGroup();
        }
    }

    private GroupNode Capture(string? name)
    {
        if (name is not null && _groupNames.ContainsKey(name))
            throw _reader.Error($"Named capturing group <{name}> is already defined");
        var number = ++GroupCount;
        if (name is not null)
            _groupNames.Add(name, number);
        return new GroupNode(Choice(), number);
    }

    private string GroupName()
    {
        var name = new StringBuilder();
        var point = _reader.Read();
        if (point is PatternReader.End || !char.IsAsciiLetter((char)point) || point > 127)
            throw _reader.Error("capturing group name does not start with a Latin letter");
        for (; point is > 0 and < 128 && char.IsAsciiLetterOrDigit((char)point); point = _reader.Read())
            name.Append((char)point);
        return point == '>' ? name.ToString()
            : throw _reader.Error("named capturing group is missing trailing '>'");
    }

    private LookNode LookBehind(bool negative)
    {
        var start = _reader.Position;
        var body = Choice();
        // Java tries starts from the nearest on and then matches forward; .NET matches backward. Only with one way to
        // match do both agree on groups and on what an atomic part takes. Java also refuses unbounded lengths, most times.
        PatternNode[] nodes = [body, .. body.Descendants];
        if (nodes.Any(node => node is BackReferenceNode))
            throw _reader.ErrorAt("A back-reference in a look-behind is not supported", start);
        if (nodes.Any(node => node is AtomicNode || node is GroupNode { Number: > 0 } && !negative)
            && nodes.Any(node => node.Length.Min != node.Length.Max))
            throw _reader.ErrorAt("A look-behind of variable length with groups or possessive parts is not supported", start);
        return new LookNode(body, Behind: true, negative);
    }

    private GroupNode? FlagGroup()
    {
        var on = true;
        for (; ; _reader.Position++)
        {
            var point = _reader.Peek();
            if (point == '-' && on)
            {
                on = false;
                continue;
            }

            if (FlagOf(point) is not { } flag)
                break;
            _reader.Flags = on ? _reader.Flags | flag : _reader.Flags & ~flag;
        }

        return _reader.Read() switch
        {
            ')' => null,
            ':' => new GroupNode(Choice(), 0),
            'c' => throw _reader.Error("Canonical equivalence is not supported"),
            _ => throw _reader.Error("Unknown inline modifier"),
        };
    }

    private static JavaPatternFlags? FlagOf(int letter) => letter switch
    {
        'i' => JavaPatternFlags.CaseInsensitive,
        'm' => JavaPatternFlags.Multiline,
        's' => JavaPatternFlags.DotAll,
        'd' => JavaPatternFlags.UnixLines,
        'u' => JavaPatternFlags.UnicodeCase,
        'x' => JavaPatternFlags.Comments,
        'U' => JavaPatternFlags.UnicodeCharacterClass | JavaPatternFlags.UnicodeCase,
        _ => null,
    };
}
