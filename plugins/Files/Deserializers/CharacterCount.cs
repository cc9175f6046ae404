using System.Text;

namespace FlumePlug.Files.Deserializers;

/// <summary>Lengths in Java's characters, UTF-16 units, of text that is UTF-8.</summary>
internal static class CharacterCount
{
    /// <summary>How many bytes from the front are at most so many characters; one character at least, and none is cut in two.</summary>
    public static int BytesOf(ReadOnlySpan<byte> text, int characters)
    {
        var ascii = Math.Min(text.Length, characters);
        if (Ascii.IsValid(text[..ascii]))
            return ascii;
        var bytes = 0;
        while (bytes < text.Length)
        {
            Rune.DecodeFromUtf8(text[bytes..], out var rune, out var length);
            characters -= rune.Utf16SequenceLength;
            if (characters < 0 && bytes > 0)
                break;
            bytes += length;
        }
        return bytes;
    }
}
