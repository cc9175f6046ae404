using System.Text;
using System.Text.Unicode;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>What ended a connection's text, if anything did.</summary>
internal enum LineProblem
{
    None,
    TooLong,
    Malformed,
}

/// <summary>Makes the whole lines of a text events of its batch, without copying.</summary>
internal static class LineSplitter
{
    /// <summary>Adds every line up to the first that is too long or malformed.</summary>
    /// <param name="block">The text, and the batch that takes the lines.</param>
    /// <param name="longest">The most UTF-16 characters of a line, its newline included.</param>
    /// <param name="isChecked">Whether the text is known to be UTF-8.</param>
    /// <param name="end">Where the last line added ends, behind its newline.</param>
    public static LineProblem Split(ReceiveBlock block, int longest, bool isChecked, out int end)
    {
        var memory = block.Text;
        var text = memory.Span;
        var batch = block.Batch;
        var whole = block.Searched + text[block.Searched..].LastIndexOf((byte)'\n') + 1;
        if (whole == block.Searched)
            whole = 0;
        isChecked = isChecked || Utf8.IsValid(text[..whole]);
        end = 0;
        while (end < whole)
        {
            var length = text[end..].IndexOf((byte)'\n');
            if (!isChecked && !Utf8.IsValid(text.Slice(end, length)))
                return LineProblem.Malformed;
            if (length >= longest && Encoding.UTF8.GetCharCount(text.Slice(end, length)) >= longest)
                return LineProblem.TooLong;
            batch.Add(Headers.Empty, memory.Slice(end, length));
            end += length + 1;
        }
        return Judge(text[whole..], longest);
    }

    // A line is refused before its newline comes, as soon as it can no longer be a good one.
    private static LineProblem Judge(ReadOnlySpan<byte> half, int longest)
    {
        if (half.IsEmpty)
            return LineProblem.None;
        if (Rune.DecodeLastFromUtf8(half, out _, out var unfinished) == System.Buffers.OperationStatus.NeedMoreData)
            half = half[..^unfinished];
        if (!Utf8.IsValid(half))
            return LineProblem.Malformed;
        return half.Length >= longest && Encoding.UTF8.GetCharCount(half) >= longest ? LineProblem.TooLong : LineProblem.None;
    }
}
