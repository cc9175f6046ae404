using System.Buffers;

namespace FlumePlug.Http.Json;

/// <summary>What stands next in a JSON text.</summary>
internal enum JsonToken
{
    Object,
    Array,
    Text,
    True,
    False,
    Null,
    EndOfArray,
    End,
}

/// <summary>
/// Reads JSON as leniently as Gson does for Flume's handler: comments, names and texts without quotes or in single ones, <c>=</c> and
/// <c>=></c> for a colon, <c>;</c> for a comma, and nothing between commas for null. The text is UTF-8.
/// </summary>
internal ref struct LenientJson(ReadOnlySpan<byte> text)
{
    private const int MostNested = 1000;

    // What ends a text without quotes; the first five of them are no blank and no bracket.
    private static readonly SearchValues<byte> EndsOfLiteral = SearchValues.Create("/\\;#={}[]:, \t\f\r\n"u8);

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Where it stands.</summary>
    public int Position { get; private set; }

    /// <summary>What is wrong at this position.</summary>
    public readonly FormatException Fault(string what) => JsonFault.At(Position, what);

    /// <summary>Skips a byte order mark and the guard that some servers put before JSON.</summary>
    public void Begin()
    {
        if (_text.StartsWith("\uFEFF"u8))
            Position = 3;
        if (Next() == ')' && _text[Position..].StartsWith(")]}'\n"u8))
            Position += 5;
    }

    /// <summary>Whether nothing but blanks is left.</summary>
    public readonly bool IsAtEnd => _text[Position..].IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>Looks at the next value without moving into it.</summary>
    public JsonToken Peek() => Next() switch
    {
        -1 => JsonToken.End,
        '{' => JsonToken.Object,
        '[' => JsonToken.Array,
        ']' => JsonToken.EndOfArray,
        '"' or '\'' => JsonToken.Text,
        't' or 'T' when IsWord("true"u8) => JsonToken.True,
        'f' or 'F' when IsWord("false"u8) => JsonToken.False,
        'n' or 'N' when IsWord("null"u8) => JsonToken.Null,
        ',' or ';' => JsonToken.Null,
        _ => EndsOfLiteral.Contains(_text[Position]) ? throw Fault("a value is expected") : JsonToken.Text,
    };

    /// <summary>Enters an array; false when it is empty.</summary>
    public bool BeginArray()
    {
        Expect('[', "an array is expected");
        if (Next() != ']')
            return true;
        Position++;
        return false;
    }

    /// <summary>After a value of an array: whether there is another one.</summary>
    public bool NextItem()
    {
        var next = Next();
        if (next is not (',' or ';' or ']'))
            throw Fault("the array does not end");
        Position++;
        return next != ']';
    }

    /// <summary>Enters an object; false when it is empty.</summary>
    public bool BeginObject()
    {
        Expect('{', "an object is expected");
        if (Next() != '}')
            return true;
        Position++;
        return false;
    }

    /// <summary>After a value of an object: whether there is another one.</summary>
    public bool NextMember()
    {
        var next = Next();
        if (next is not (',' or ';' or '}'))
            throw Fault("the object does not end");
        Position++;
        return next != '}';
    }

    /// <summary>Reads the name of a member and what parts it from its value.</summary>
    public JsonText ReadName()
    {
        var next = Next();
        if (next is not ('"' or '\'') && (next < 0 || EndsOfLiteral.Contains((byte)next)))
            throw Fault("a name is expected");
        var name = ReadText();
        next = Next();
        if (next is not (':' or '='))
            throw Fault("':' is expected");
        Position++;
        if (next == '=' && Position < _text.Length && _text[Position] == '>')
            Position++;
        return name;
    }

    /// <summary>Reads a text, in quotes or not; numbers are texts.</summary>
    public JsonText ReadText()
    {
        var quote = _text[Position];
        if (quote is (byte)'"' or (byte)'\'')
            return ReadQuoted(quote);
        var rest = _text[Position..];
        var end = rest.IndexOfAny(EndsOfLiteral);
        var literal = end < 0 ? rest : rest[..end];
        Position += literal.Length;
        return new JsonText(literal, false);
    }

    /// <summary>Moves behind a word, or to what follows the nothing that stands for null.</summary>
    public void SkipWord(JsonToken word) => Position += word switch
    {
        JsonToken.True => 4,
        JsonToken.False => 5,
        _ => _text[Position] is (byte)',' or (byte)';' or (byte)']' ? 0 : 4,
    };

    /// <summary>Moves behind the word null; false when it was nothing at all, which stands for null in arrays only.</summary>
    public bool SkipsNull()
    {
        var before = Position;
        SkipWord(JsonToken.Null);
        return Position > before;
    }

    /// <summary>Moves behind a value, whatever it is.</summary>
    public void SkipValue()
    {
        var nested = 0;
        Span<bool> isObject = stackalloc bool[MostNested];
        while (true)
        {
            var opened = SkipStart(nested > 0 && !isObject[nested - 1]);
            if (opened is { } isOpenedObject)
            {
                if (nested == MostNested)
                    throw Fault("it is nested too deep");
                isObject[nested++] = isOpenedObject;
                if (isOpenedObject)
                    ReadName();
                continue;
            }
            while (nested > 0 && !(isObject[nested - 1] ? NextMember() : NextItem()))
                nested--;
            if (nested == 0)
                return;
            if (isObject[nested - 1])
                ReadName();
        }
    }

    /// <summary>What the next thing that is no blank and no comment is; negative at the end.</summary>
    private int Next()
    {
        while (Position < _text.Length)
        {
            var one = _text[Position];
            if (one is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
                Position++;
            else if (one == '#' || _text[Position..].StartsWith("//"u8))
                SkipLine();
            else if (_text[Position..].StartsWith("/*"u8))
                SkipComment();
            else
                return one;
        }
        return -1;
    }

    private void SkipLine()
    {
        var end = _text[Position..].IndexOfAny((byte)'\n', (byte)'\r');
        Position = end < 0 ? _text.Length : Position + end + 1;
    }

    private void SkipComment()
    {
        var end = _text[(Position + 2)..].IndexOf("*/"u8);
        if (end < 0)
            throw Fault("the comment does not end");
        Position += end + 4;
    }

    private readonly bool IsWord(ReadOnlySpan<byte> word)
    {
        var rest = _text[Position..];
        if (rest.Length < word.Length || !System.Text.Ascii.EqualsIgnoreCase(rest[..word.Length], word))
            return false;
        return rest.Length == word.Length || EndsOfLiteral.Contains(rest[word.Length]);
    }

    // Whether the value opened an object or array that is not empty; null: it is behind us.
    private bool? SkipStart(bool inArray)
    {
        var token = Peek();
        switch (token)
        {
            case JsonToken.Object:
                return BeginObject() ? true : null;
            case JsonToken.Array:
                return BeginArray() ? false : null;
            case JsonToken.Text:
                ReadText().Check();
                return null;
            case JsonToken.End:
            case JsonToken.EndOfArray when !inArray:
            case JsonToken.Null when !inArray && _text[Position] is (byte)',' or (byte)';':
                throw Fault("a value is expected");
            default:
                SkipWord(token);
                return null;
        }
    }

    private JsonText ReadQuoted(byte quote)
    {
        var rest = _text[(Position + 1)..];
        var isEscaped = false;
        var end = 0;
        while (true)
        {
            var found = rest[end..].IndexOfAny(quote, (byte)'\\');
            if (found < 0)
                throw Fault("the text does not end");
            end += found;
            if (rest[end] == quote)
                break;
            isEscaped = true;
            end += 2;
            if (end > rest.Length)
                throw Fault("the text does not end");
        }
        Position += end + 2;
        return new JsonText(rest[..end], isEscaped);
    }

    private void Expect(char one, string otherwise)
    {
        if (Next() != one)
            throw Fault(otherwise);
        Position++;
    }
}
