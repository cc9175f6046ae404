using System.Buffers;

namespace FlumePlug.Syslog.Messages;

/// <summary>The character classes of Java's patterns, on bytes.</summary>
internal static class Text
{
    private static readonly SearchValues<byte> OfHosts = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@-"u8);
    private static readonly SearchValues<byte> FirstOfBreaks = SearchValues.Create([(byte)'\r', 0xC2, 0xE2]);

    public static bool IsDigit(byte one) => (uint)(one - '0') <= 9;

    /// <summary><c>\s</c></summary>
    public static bool IsBlank(byte one) => one is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    /// <summary><c>[\w][\w\d\.@\-]*</c>: the length of a host's name at the start of a text.</summary>
    public static int HostLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is (byte)'.' or (byte)'@' or (byte)'-')
            return 0;
        var end = text.IndexOfAnyExcept(OfHosts);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Whether it is worth asking for <see cref="HasBreak"/>.</summary>
    public static bool MayHaveBreak(ReadOnlySpan<byte> text) => text.ContainsAny(FirstOfBreaks);

    /// <summary>Whether <c>.</c> of a pattern stops in the text: at a carriage return, U+0085, U+2028 or U+2029.</summary>
    public static bool HasBreak(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(FirstOfBreaks) is var at and >= 0)
        {
            text = text[at..];
            if (text[0] == '\r' || text.StartsWith("\u0085"u8) || text.StartsWith("\u2028"u8) || text.StartsWith("\u2029"u8))
                return true;
            text = text[1..];
        }
        return false;
    }

    /// <summary>Two digits as a number; negative when they are none.</summary>
    public static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = (text[at] - '0', text[at + 1] - '0');
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }
}
