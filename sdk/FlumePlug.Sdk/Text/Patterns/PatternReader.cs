namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>The code points of a pattern with <c>\Q..\E</c> resolved, read as Java's parser reads them.</summary>
internal sealed class PatternReader
{
    internal const int End = -1;

    // Set on quoted characters, so that none of them equals a character with a meaning.
    private const int Quoted = 1 << 24;

    private readonly string _pattern;
    private readonly List<(int Point, int Index)> _points = [];

    internal PatternReader(string pattern, JavaPatternFlags flags)
    {
        _pattern = pattern;
        Flags = flags;
        var literal = flags.HasFlag(JavaPatternFlags.Literal);
        var quoting = literal;
        for (var i = 0; i < pattern.Length;)
        {
            if (!literal && pattern[i] == '\\' && i + 1 < pattern.Length && (quoting ? 'E' : 'Q') == pattern[i + 1])
            {
                quoting = !quoting;
                i += 2;
                continue;
            }

            var escaped = !quoting && pattern[i] == '\\' && i + 1 < pattern.Length;
            if (escaped)
                _points.Add(('\\', i++));
            var point = char.IsSurrogatePair(pattern, i) ? char.ConvertToUtf32(pattern, i) : pattern[i];
            _points.Add((quoting ? point | Quoted : point, i));
            i += point > 0xFFFF ? 2 : 1;
        }
    }

    internal JavaPatternFlags Flags { get; set; }

    internal int Position { get; set; }

    internal bool AtEnd => Position >= _points.Count;

    private bool Comments => Has(JavaPatternFlags.Comments);

    /// <summary>A character as it is matched.</summary>
    internal static int Unquoted(int point) => point & ~Quoted;

    internal bool Has(JavaPatternFlags flag) => (Flags & flag) != 0;

    /// <summary>The character at an offset from the next, blanks and comments counted.</summary>
    internal int Ahead(int offset)
        => Position + offset is var at && at >= 0 && at < _points.Count ? _points[at].Point : End;

    /// <summary>The next character; in comments mode after blanks and comments.</summary>
    internal int Peek()
    {
        while (Comments && (IsBlank(Ahead(0)) || Ahead(0) == '#'))
        {
            if (Ahead(0) == '#')
            {
                while (Ahead(0) != End && !IsLineEnd(Ahead(0)))
                    Position++;
            }
            else
            {
                Position++;
            }
        }

        return Ahead(0);
    }

    internal int Read()
    {
        var point = Peek();
        Position++;
        return point;
    }

    /// <summary>Steps over one character and peeks.</summary>
    internal int Next()
    {
        Position++;
        return Peek();
    }

    internal bool TryRead(int point)
    {
        if (Peek() != point)
            return false;
        Position++;
        return true;
    }

    internal JavaPatternException Error(string reason) => ErrorAt(reason, Position - 1);

    internal JavaPatternException ErrorAt(string reason, int position)
    {
        var index = position < 0 ? 0 : position < _points.Count ? _points[position].Index : _pattern.Length;
        return new JavaPatternException(reason, _pattern, index);
    }

    private static bool IsBlank(int point) => point is >= '\t' and <= '\r' or ' ';

    private bool IsLineEnd(int point)
        => point == '\n' || !Has(JavaPatternFlags.UnixLines) && point is '\r' or 0x85 or 0x2028 or 0x2029;
}
