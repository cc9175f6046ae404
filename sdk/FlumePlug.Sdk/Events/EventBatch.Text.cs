using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace FlumePlug.Sdk;

/// <content>Bodies as text: each buffer is decoded once for all interceptors of a chain.</content>
public sealed partial class EventBatch
{
    // A stretch of ASCII bytes of one array and its characters: equal offsets, so that a body's text is a slice.
    private readonly record struct AsciiStretch(byte[] Array, int Start, int End, char[] Text);

    private readonly List<AsciiStretch> _ascii = [];
    private Dictionary<int, string>? _decoded;
    private AsciiStretch _lastStretch;

    /// <summary>
    /// The body of one event decoded as UTF-8, malformed bytes as U+FFFD; valid until the batch is changed or disposed. For
    /// interceptors: once put, a batch is shared, and this is not safe for concurrent calls.
    /// </summary>
    public ReadOnlySpan<char> Text(int index)
    {
        var body = _events[Checked(index)].Body;
        if (body.IsEmpty)
            return [];
        if (!MemoryMarshal.TryGetArray(body, out var segment))
            throw new InvalidOperationException("A body is not array-backed.");
        var end = segment.Offset + segment.Count;
        if (!Covers(_lastStretch, segment.Array!, segment.Offset, end) && !FindStretch(segment.Array!, segment.Offset, end))
            return DecodedAlone(index, segment);
        return _lastStretch.Text.AsSpan(segment.Offset - _lastStretch.Start, segment.Count);
    }

    private static bool Covers(in AsciiStretch stretch, byte[] array, int start, int end) =>
        ReferenceEquals(stretch.Array, array) && stretch.Start <= start && end <= stretch.End;

    private bool FindStretch(byte[] array, int start, int end)
    {
        foreach (var known in CollectionsMarshal.AsSpan(_ascii))
        {
            if (!Covers(known, array, start, end))
                continue;
            _lastStretch = known;
            return true;
        }
        var stop = end;
        foreach (var buffer in _buffers.AsSpan(0, _bufferCount))
            if (ReferenceEquals(buffer.Array, array))
                stop = Math.Max(end, buffer.Used);
        var length = Ascii.IsValid(array.AsSpan(start, stop - start))
            ? stop - start
            : array.AsSpan(start, stop - start).IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        if (start + length < end)
            return false;
        var text = ArrayPool<char>.Shared.Rent(length);
        Encoding.Latin1.GetChars(array.AsSpan(start, length), text);
        _lastStretch = new AsciiStretch(array, start, start + length, text);
        _ascii.Add(_lastStretch);
        return true;
    }

    private ReadOnlySpan<char> DecodedAlone(int index, ArraySegment<byte> body)
    {
        _decoded ??= [];
        if (!_decoded.TryGetValue(index, out var text))
            _decoded[index] = text = Encoding.UTF8.GetString(body);
        return text;
    }

    private void ForgetText(int index) => _decoded?.Remove(index);

    private void ForgetText()
    {
        foreach (var stretch in CollectionsMarshal.AsSpan(_ascii))
            ArrayPool<char>.Shared.Return(stretch.Text);
        _ascii.Clear();
        _lastStretch = default;
        _decoded?.Clear();
    }
}
