using System.Runtime.InteropServices;
using System.Text.Unicode;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// The events of one put: for each the length of its body, doubled, plus one when its headers follow because they are not
/// those of the event before; then the headers, then the body.
/// </summary>
internal static class EventsPayload
{
    public static void Write(ReadOnlySpan<Event> events, RecordBuffer buffer)
    {
        var last = Headers.Empty;
        foreach (ref readonly var written in events)
        {
            var body = written.Body.Span;
            var same = ReferenceEquals(written.Headers, last) || AreSame(written.Headers, last);
            buffer.Advance(Varint.Write(buffer.Room(Varint.LongestLong), (ulong)body.Length << 1 | (same ? 0u : 1u)));
            if (!same)
                Write(last = written.Headers, buffer);
            body.CopyTo(buffer.Room(body.Length));
            buffer.Advance(body.Length);
        }
    }

    /// <summary>Adds copies of the events to a batch.</summary>
    /// <exception cref="InvalidDataException">The payload is not what the writer writes.</exception>
    public static void Read(ReadOnlySpan<byte> payload, int count, EventBatch into, HeadersMemo memo)
    {
        var headers = Headers.Empty;
        for (var i = 0; i < count; i++)
        {
            var start = Varint.Read(ref payload);
            if ((start & 1) != 0)
                headers = memo.Read(ref payload);
            if (start >> 1 > (ulong)payload.Length)
                throw new InvalidDataException($"Event {i} of the record has a body of {start >> 1} bytes where {payload.Length} are left.");
            var length = (int)(start >> 1);
            into.AddCopy(headers, payload[..length]);
            payload = payload[length..];
        }
        if (!payload.IsEmpty)
            throw new InvalidDataException($"{payload.Length} bytes are left behind the last event of the record.");
    }

    private static void Write(Headers headers, RecordBuffer buffer)
    {
        buffer.Advance(Varint.Write(buffer.Room(Varint.LongestInt), (ulong)headers.Count));
        foreach (ref readonly var header in headers.AsSpan())
        {
            Write(header.Key, buffer);
            Write(header.Value, buffer);
        }
    }

    // A text is its length in bytes, doubled, then UTF-8; plus one where it is UTF-16 because it holds half a surrogate pair.
    private static void Write(string text, RecordBuffer buffer)
    {
        var longest = text.Length * 3;
        var room = buffer.Room(Varint.LongestInt + longest);
        var behind = room[Varint.LongestInt..];
        var isUtf8 = Utf8.FromUtf16(text, behind, out _, out var length, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done;
        if (!isUtf8)
        {
            // As it is: an encoder would replace the half pair.
            var utf16 = MemoryMarshal.AsBytes(text.AsSpan());
            utf16.CopyTo(behind);
            length = utf16.Length;
        }
        var prefix = Varint.Write(room, (ulong)length << 1 | (isUtf8 ? 0u : 1u));
        room.Slice(Varint.LongestInt, length).CopyTo(room[prefix..]);
        buffer.Advance(prefix + length);
    }

    private static bool AreSame(Headers one, Headers other)
    {
        if (one.Count != other.Count)
            return false;
        for (var i = 0; i < one.Count; i++)
            if (one[i].Key != other[i].Key || one[i].Value != other[i].Value)
                return false;
        return true;
    }
}
