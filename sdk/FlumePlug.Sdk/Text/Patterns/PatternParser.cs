namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>Java's regular expression grammar (java.util.regex of Java 17), with its error messages.</summary>
internal sealed partial class PatternParser
{
    private readonly PatternReader _reader;
    private readonly Dictionary<string, int> _groupNames = new(StringComparer.Ordinal);

    internal PatternParser(string pattern, JavaPatternFlags flags)
    {
        if (flags.HasFlag(JavaPatternFlags.UnicodeCharacterClass))
            flags |= JavaPatternFlags.UnicodeCase;
        _reader = new PatternReader(pattern, flags);
    }

    internal int GroupCount { get; private set; }

    internal IReadOnlyDictionary<string, int> GroupNames => _groupNames;

    internal PatternNode Parse()
    {
        var root = Choice();
        if (_reader.AtEnd)
            return root;
        _reader.Position++;
        throw _reader.Error("Unmatched closing ')'");
    }

    private PatternNode Choice()
    {
        var branches = new List<PatternNode> { Sequence() };
        while (_reader.TryRead('|'))
            branches.Add(Sequence());
        return branches.Count == 1 ? branches[0] : new ChoiceNode(branches);
    }

    private PatternNode Sequence()
    {
        var items = new List<PatternNode>();
        while (_reader.Peek() is not (PatternReader.End or '|' or ')'))
        {
            if (Item() is { } item)
                items.Add(item);
        }

        return items.Count == 1 ? items[0] : new SequenceNode(items);
    }

    private PatternNode? Item()
    {
        if (_reader.Peek() != '(')
            return Quantified(Atom());
        var flags = _reader.Flags;
        var group = Group();
        if (group is null)
            return null;
        if (_reader.Read() != ')')
            throw _reader.Error("Unclosed group");
        _reader.Flags = flags;
        return Quantified(group);
    }

    private PatternNode Atom()
    {
        var point = _reader.Peek();
        switch (point)
        {
            case '[':
                return new PointNode(Class(consume: true));
            case '\\':
                return Escape();
            case '^':
                _reader.Next();
                return PatternAssertions.Start(_reader.Flags);
            case '$':
                _reader.Next();
                return PatternAssertions.End(_reader.Flags, _reader.Has(JavaPatternFlags.Multiline));
            case '.':
                _reader.Next();
                return new PointNode(Predefined.Dot(_reader.Flags));
            case '*' or '+' or '?':
                _reader.Next();
                throw _reader.Error($"Dangling meta character '{(char)point}'");
            case '{':
                // Java repeats the empty text before a brace that follows nothing.
                return SequenceNode.Empty;
            default:
                _reader.Position++;
                return Literal(PatternReader.Unquoted(point));
        }
    }

    private PointNode Literal(int point) => new(LetterCase.Of(point, _reader.Flags));

    private PatternNode Quantified(PatternNode node)
    {
        // Repeated without a group, \R takes CR LF whole and does not come back for CR alone.
        if (node == PatternAssertions.LineEnding && _reader.Peek() is ('?' or '*' or '+' or '{'))
            node = new AtomicNode(node);
        else if (node is GroupNode group && group.Body == PatternAssertions.LineEnding && _reader.Peek() is ('*' or '+' or '{'))
            node = group with { Body = new AtomicNode(group.Body) };
        switch (_reader.Peek())
        {
            case '?':
                return Repeated(node, 0, 1);
            case '*':
                return Repeated(node, 0, null);
            case '+':
                return Repeated(node, 1, null);
            case '{':
                var (min, max) = Counts();
                return Repeated(node, min, max);
            default:
                return node;
        }
    }

    private PatternNode Repeated(PatternNode node, int min, int? max)
    {
        var kind = _reader.Next();
        RefuseUnlikeRepetitions(node, max, kind);
        return kind switch
        {
            '?' => Consumed(new RepeatNode(node, min, max, Lazy: true)),
            '+' => Consumed(new AtomicNode(new RepeatNode(node, min, max, Lazy: false))),
            _ => new RepeatNode(node, min, max, Lazy: false),
        };
    }

    /// <summary>Where .NET goes other ways, or astray, once a pass of a repetition is empty.</summary>
    private void RefuseUnlikeRepetitions(PatternNode node, int? max, int kind)
    {
        var captures = node.Descendants.Prepend(node).Any(part => part is GroupNode { Number: > 0 });
        if (node is LookNode && captures)
            throw _reader.Error("A repeated look-around with a group inside is not supported");
        if (max is 0 or 1 || node.Length.Min > 0)
            return;
        if (kind == '?')
            throw _reader.Error("A reluctant repetition of what can be empty is not supported");
        if (kind == '+' && captures)
            throw _reader.Error("A possessive repetition of a group that can be empty is not supported");
    }

    private PatternNode Consumed(PatternNode node)
    {
        _reader.Next();
        return node;
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> up to, not over, the closing brace.</summary>
    private (int Min, int? Max) Counts()
    {
        _reader.Position++;
        if (!IsDigit(_reader.Ahead(0)))
        {
            _reader.Position++;
            throw _reader.Error("Illegal repetition");
        }

        var min = Number();
        int? max = min;
        if (_reader.TryRead(','))
            max = _reader.Peek() == '}' ? null : IsDigit(_reader.Peek()) ? Number() : 0;
        if (_reader.Peek() != '}')
        {
            _reader.Position++;
            throw _reader.Error("Unclosed counted closure");
        }

        return max < min ? throw _reader.Error("Illegal repetition range") : (min, max);
    }

    private int Number()
    {
        var value = 0L;
        while (IsDigit(_reader.Peek()))
        {
            value = value * 10 + (_reader.Read() - '0');
            if (value > int.MaxValue)
                throw _reader.Error("Illegal repetition range");
        }

        return (int)value;
    }

    private static bool IsDigit(int point) => point is >= '0' and <= '9';
}
