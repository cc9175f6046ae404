using System.Buffers;
using System.Text;

namespace FlumePlug.Exec;

/// <summary>
/// Replaces what is not UTF-8 by U+FFFD, as often as Java's decoder does: once for each malformed sequence, an encoded surrogate
/// counting as one.
/// </summary>
internal static class Utf8Repair
{
    public static void Write(ReadOnlySpan<byte> malformed, IBufferWriter<byte> repaired)
    {
        while (!malformed.IsEmpty)
        {
            var isGood = Rune.DecodeFromUtf8(malformed, out _, out var length) == OperationStatus.Done;
            if (!isGood)
                length = Math.Max(length, SurrogateLength(malformed));
            repaired.Write(isGood ? malformed[..length] : "\uFFFD"u8);
            malformed = malformed[length..];
        }
    }

    private static int SurrogateLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != 0xED || text[1] is < 0xA0 or > 0xBF)
            return 0;
        return text.Length > 2 && text[2] is >= 0x80 and <= 0xBF ? 3 : 2;
    }
}
