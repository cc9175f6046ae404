namespace FlumePlug.Exec;

/// <summary>
/// Finds lines as java.io.BufferedReader does: <c>\n</c>, <c>\r</c> and <c>\r\n</c> each end one, a <c>\r</c> at once, without
/// waiting for what follows.
/// </summary>
internal struct LineEnds
{
    private bool _skipsLineFeed;

    /// <summary>The next whole line of a text, which then begins behind it.</summary>
    public bool TryTake(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        SkipLineFeed(ref text);
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
        {
            line = default;
            return false;
        }
        line = text[..end];
        _skipsLineFeed = text[end] == '\r';
        text = text[(end + 1)..];
        SkipLineFeed(ref text);
        return true;
    }

    private void SkipLineFeed(ref ReadOnlySpan<byte> text)
    {
        if (!_skipsLineFeed || text.IsEmpty)
            return;
        _skipsLineFeed = false;
        if (text[0] == '\n')
            text = text[1..];
    }
}
