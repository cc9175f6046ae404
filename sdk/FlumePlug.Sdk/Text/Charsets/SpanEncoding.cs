using System.Text;

namespace FlumePlug.Sdk.Text.Charsets;

/// <summary>An encoding written over spans alone.</summary>
internal abstract class SpanEncoding(string name) : Encoding(0)
{
    public override string WebName => name;

    public override string EncodingName => name;

    public abstract override int GetByteCount(ReadOnlySpan<char> chars);

    public abstract override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes);

    public abstract override int GetCharCount(ReadOnlySpan<byte> bytes);

    public abstract override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars);

    public override int GetByteCount(char[] chars, int index, int count) => GetByteCount(chars.AsSpan(index, count));

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
        => GetBytes(chars.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes.AsSpan(index, count));

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override string GetString(byte[] bytes, int index, int count)
    {
        var span = bytes.AsSpan(index, count);
        var chars = new char[GetCharCount(span)];
        return new string(chars, 0, GetChars(span, chars));
    }
}
