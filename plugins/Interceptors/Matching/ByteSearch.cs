using System.Buffers;

namespace FlumePlug.Interceptors.Matching;

/// <summary>What a <see cref="ByteSearch"/> found.</summary>
internal enum Found
{
    /// <summary>There is no match.</summary>
    No,

    /// <summary>There is a match.</summary>
    Yes,

    /// <summary>Only the pattern itself can tell.</summary>
    Unknown,
}

/// <summary>
/// The first match of a very simple pattern (a text, or one or more characters of a class, perhaps anchored), searched in the
/// UTF-8 bytes without decoding them. Exact, because no ASCII byte is part of another character.
/// </summary>
internal sealed class ByteSearch
{
    private readonly byte[]? _text;
    private readonly SearchValues<byte>? _class;
    private readonly SimplePattern _pattern;

    private ByteSearch(SimplePattern pattern)
    {
        _pattern = pattern;
        if (pattern.IsClass)
            _class = SearchValues.Create(pattern.Bytes);
        else
            _text = pattern.Bytes;
    }

    /// <summary>A search for the pattern, or null when it is not simple enough.</summary>
    public static ByteSearch? For(Sdk.Text.JavaPattern pattern) =>
        SimplePattern.TryRead(pattern) is { } simple ? new ByteSearch(simple) : null;

    /// <summary>Finds the first match and its bounds.</summary>
    public Found Find(ReadOnlySpan<byte> body, out int start, out int length)
    {
        start = _pattern.FromStart ? 0 : FirstIn(body);
        length = start < 0 ? 0 : LengthAt(body[start..]);
        if (length == 0)
            return Found.No;
        if (_class is not null && !_pattern.Repeated)
        {
            if (body[start] >= 0x80)
                return Found.Unknown;
            length = 1;
        }
        return _pattern.ToEnd && start + length != body.Length ? Found.Unknown : Found.Yes;
    }

    private int FirstIn(ReadOnlySpan<byte> body) => _class is null
        ? body.IndexOf(_text)
        : _pattern.Negated ? body.IndexOfAnyExcept(_class) : body.IndexOfAny(_class);

    // How far the text, or the run of the class's members, reaches from here; 0: this is not one.
    private int LengthAt(ReadOnlySpan<byte> rest)
    {
        if (_class is null)
            return rest.StartsWith(_text) ? _text!.Length : 0;
        var end = _pattern.Negated ? rest.IndexOfAny(_class) : rest.IndexOfAnyExcept(_class);
        return end < 0 ? rest.Length : end;
    }
}
