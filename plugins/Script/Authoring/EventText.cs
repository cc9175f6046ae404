using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Script;

/// <summary>
/// The text of a body: a span of characters that compares, converts and splits like a string, without being one until it has
/// to. Comparisons are ordinal. Valid until the event changes; <see cref="ToString"/> keeps it.
/// </summary>
[SuppressMessage("Usage", "CA2225", Justification = "ToString and AsSpan are the named alternatives.")]
public readonly ref struct EventText
{
    private readonly ReadOnlySpan<char> _text;

    /// <summary>The text of these characters.</summary>
    public EventText(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The number of characters.</summary>
    public int Length => _text.Length;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _text.IsEmpty;

    /// <summary>The character at a position.</summary>
    public char this[int index] => _text[index];

    /// <summary>A part; also written <c>Text[5..10]</c>.</summary>
    public EventText Slice(int start, int length) => new(_text.Slice(start, length));

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> AsSpan() => _text;

    /// <summary>Whether it starts with another text.</summary>
    public bool StartsWith(string value, StringComparison comparison = StringComparison.Ordinal) => _text.StartsWith(value, comparison);

    /// <summary>Whether it ends with another text.</summary>
    public bool EndsWith(string value, StringComparison comparison = StringComparison.Ordinal) => _text.EndsWith(value, comparison);

    /// <summary>Whether it contains another text.</summary>
    public bool Contains(string value, StringComparison comparison = StringComparison.Ordinal) => _text.Contains(value, comparison);

    /// <summary>Whether it contains a character.</summary>
    public bool Contains(char value) => _text.Contains(value);

    /// <summary>Where another text begins, or -1.</summary>
    public int IndexOf(string value, StringComparison comparison = StringComparison.Ordinal) => _text.IndexOf(value, comparison);

    /// <summary>Where a character is, or -1.</summary>
    public int IndexOf(char value) => _text.IndexOf(value);

    /// <summary>Where a character is last, or -1.</summary>
    public int LastIndexOf(char value) => _text.LastIndexOf(value);

    /// <summary>Without white space at both ends.</summary>
    public EventText Trim() => new(_text.Trim());

    /// <summary>The parts between a separator.</summary>
    public string[] Split(char separator, StringSplitOptions options = StringSplitOptions.None) => ToString().Split(separator, options);

    /// <summary>The parts between a separator.</summary>
    public string[] Split(string separator, StringSplitOptions options = StringSplitOptions.None) => ToString().Split(separator, options);

    /// <summary>With every occurrence replaced.</summary>
    public string Replace(string oldValue, string newValue) => ToString().Replace(oldValue, newValue, StringComparison.Ordinal);

    /// <summary>In lower case.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "It is what was asked for.")]
    public string ToLower() => ToString().ToLowerInvariant();

    /// <summary>In upper case.</summary>
    public string ToUpper() => ToString().ToUpperInvariant();

    /// <summary>Whether it is the same text.</summary>
    public bool Equals(string? other, StringComparison comparison = StringComparison.Ordinal) =>
        other is not null && _text.Equals(other, comparison);

    /// <summary>The characters, for <c>foreach</c>.</summary>
    public ReadOnlySpan<char>.Enumerator GetEnumerator() => _text.GetEnumerator();

    /// <summary>As a string.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Never: a text is no object.</summary>
    public override bool Equals(object? obj) => false;

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text);

    /// <summary>As a string.</summary>
    public static implicit operator string(EventText text) => text._text.ToString();

    /// <summary>As characters.</summary>
    public static implicit operator ReadOnlySpan<char>(EventText text) => text._text;

    /// <summary>A string's text.</summary>
    public static implicit operator EventText(string? text) => new(text);

    /// <summary>The text of characters.</summary>
    public static implicit operator EventText(ReadOnlySpan<char> text) => new(text);

    /// <summary>Both, one behind the other.</summary>
    public static string operator +(EventText text, string? more) => string.Concat(text._text, more);

    /// <summary>Both, one behind the other.</summary>
    public static string operator +(string? before, EventText text) => string.Concat(before, text._text);

    /// <summary>Whether both are the same text.</summary>
    public static bool operator ==(EventText text, string? other) => text.Equals(other);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(EventText text, string? other) => !text.Equals(other);
}
