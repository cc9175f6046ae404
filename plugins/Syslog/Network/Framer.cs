using FlumePlug.Syslog.Messages;

namespace FlumePlug.Syslog.Network;

/// <summary>One message of a stream.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length, without what ends it; never 0.</param>
/// <param name="IsCut">Whether it is the first part of a longer one.</param>
/// <param name="IsCounted">Whether its length was told before it.</param>
internal readonly record struct Frame(int Start, int Length, bool IsCut, bool IsCounted);

/// <summary>
/// Finds the messages of a stream. A newline ends each, and empty lines count for nothing. Beyond Flume, a message may begin with its
/// length (RFC 6587, octet counting), told by digits, a blank and <c>&lt;</c>. What is longer than it may be is cut; the rest is the next.
/// </summary>
internal struct Framer(int longest)
{
    private const int MostCountDigits = 7;

    private int _counted;

    /// <summary>Finds the next message from a position on and moves the position behind it; false: more must be received.</summary>
    public bool TryNext(ReadOnlySpan<byte> text, ref int position, out Frame frame)
    {
        frame = default;
        while (position < text.Length)
        {
            var rest = text[position..];
            if (_counted > 0)
                return TryCounted(rest, ref position, out frame);
            var count = Text.IsDigit(rest[0]) ? CountLength(rest) : 0;
            if (count < 0)
                return false;
            if (rest[0] != '\n' && count == 0)
                return TryLine(rest, ref position, out frame);
            position += Math.Max(1, count);
        }
        return false;
    }

    // The bytes up to the '<' of a counted message; 0 when it is none, negative when more must be received to tell.
    private int CountLength(ReadOnlySpan<byte> rest)
    {
        var count = 0;
        for (var at = 0; at < rest.Length; at++)
        {
            if (rest[at] == ' ')
            {
                if (at + 1 == rest.Length)
                    return -1;
                _counted = rest[at + 1] == '<' ? count : 0;
                return _counted == 0 ? 0 : at + 1;
            }
            if (!Text.IsDigit(rest[at]) || at == MostCountDigits)
                return 0;
            count = (count * 10) + rest[at] - '0';
        }
        return -1;
    }

    // Some senders count the newline that they put behind a message.
    private bool TryCounted(ReadOnlySpan<byte> rest, ref int position, out Frame frame)
    {
        frame = default;
        var length = Math.Min(_counted, longest);
        if (rest.Length < length)
            return false;
        var isCut = _counted > length;
        var hasNewline = !isCut && length > 1 && rest[length - 1] == '\n';
        frame = new Frame(position, hasNewline ? length - 1 : length, isCut, true);
        _counted -= length;
        position += length;
        return true;
    }

    private readonly bool TryLine(ReadOnlySpan<byte> rest, ref int position, out Frame frame)
    {
        var newline = rest[..Math.Min(rest.Length, longest)].IndexOf((byte)'\n');
        var isCut = newline < 0 && rest.Length >= longest;
        frame = new Frame(position, isCut ? longest : newline, isCut, false);
        position += isCut ? longest : newline + 1;
        return isCut || newline >= 0;
    }
}
