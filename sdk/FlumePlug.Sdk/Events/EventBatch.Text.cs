using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace FlumePlug.Sdk;

/// <content>Bodies as text: each buffer is decoded once for all interceptors of a chain.</content>
public sealed partial class EventBatch
{
    private const int MostStretches = 64;

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
        if (!Covers(_lastStretch, segment.Array!, segment.Offset, end) && !FindStretch(segment.Array!, segment.Offset, end)
            && !DecodeStretch(index, segment.Array!, segment.Offset, end))
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
        return false;
    }

    // Up to the last body in a row that is ASCII, and not a byte further: memory that is not yet a body may still be written.
    // More stretches than a few would cost more to search than to decode anew.
    private bool DecodeStretch(int index, byte[] array, int start, int end)
    {
        if (_ascii.Count == MostStretches || !Ascii.IsValid(array.AsSpan(start, end - start)))
            return false;
        for (var next = index + 1; next < _count; next++)
        {
            if (!MemoryMarshal.TryGetArray(_events[next].Body, out var body) || body.Array != array || body.Offset < end
                || !Ascii.IsValid(array.AsSpan(end, body.Offset + body.Count - end)))
                break;
            end = body.Offset + body.Count;
        }
        var text = ArrayPool<char>.Shared.Rent(end - start);
        Encoding.Latin1.GetChars(array.AsSpan(start, end - start), text);
        _lastStretch = new AsciiStretch(array, start, end, text);
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

    // A body that is not a part of the old one may lie in memory that was written after a stretch over it was decoded.
    private void ForgetText(int index, ReadOnlyMemory<byte> changed)
    {
        _decoded?.Remove(index);
        if (_ascii.Count == 0 || changed.IsEmpty || !MemoryMarshal.TryGetArray(changed, out var after)
            || (MemoryMarshal.TryGetArray(_events[index].Body, out var before) && before.Array == after.Array
                && before.Offset <= after.Offset && after.Offset + after.Count <= before.Offset + before.Count))
            return;
        for (var i = _ascii.Count - 1; i >= 0; i--)
        {
            var stretch = _ascii[i];
            if (stretch.Array != after.Array || after.Offset >= stretch.End || after.Offset + after.Count <= stretch.Start)
                continue;
            ArrayPool<char>.Shared.Return(stretch.Text);
            _ascii.RemoveAt(i);
            _lastStretch = default;
        }
    }

    private void ForgetText()
    {
        foreach (var stretch in CollectionsMarshal.AsSpan(_ascii))
            ArrayPool<char>.Shared.Return(stretch.Text);
        _ascii.Clear();
        _lastStretch = default;
        _decoded?.Clear();
    }
}
