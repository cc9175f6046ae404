using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>
/// Reads what <see cref="PayloadWriter"/> writes. Headers that stand in the row just as the ones before become the same object
/// again. Not thread-safe.
/// </summary>
internal sealed class PayloadReader
{
    private byte[] _lastBytes = [];
    private int _lastLength;
    private Headers _last = Headers.Empty;

    /// <summary>Adds copies of the events to a batch.</summary>
    /// <exception cref="InvalidDataException">The payload is not what the writer writes.</exception>
    public void Read(ReadOnlySpan<byte> payload, int count, EventBatch into)
    {
        var headers = Headers.Empty;
        for (var i = 0; i < count; i++)
        {
            var start = ReadNumber(ref payload);
            if ((start & 1) != 0)
                headers = ReadHeaders(ref payload);
            into.AddCopy(headers, Cut(ref payload, start >> 1));
        }
        if (!payload.IsEmpty)
            throw new InvalidDataException($"{payload.Length} bytes are left behind the last event");
    }

    private Headers ReadHeaders(ref ReadOnlySpan<byte> from)
    {
        if (_lastLength > 0 && from.StartsWith(_lastBytes.AsSpan(0, _lastLength)))
        {
            from = from[_lastLength..];
            return _last;
        }
        var before = from;
        var count = ReadNumber(ref from);
        if (count > (ulong)from.Length)
            throw new InvalidDataException($"there is no room for {count} headers");
        var pairs = new KeyValuePair<string, string>[count];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(ReadText(ref from), ReadText(ref from));
        Remember(before[..(before.Length - from.Length)]);
        return _last = Headers.From(pairs);
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        if (_lastBytes.Length < bytes.Length)
            _lastBytes = new byte[bytes.Length * 2];
        bytes.CopyTo(_lastBytes);
        _lastLength = bytes.Length;
    }

    private static string ReadText(ref ReadOnlySpan<byte> from)
    {
        var start = ReadNumber(ref from);
        var bytes = Cut(ref from, start >> 1);
        return (start & 1) == 0 ? Encoding.UTF8.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    private static ReadOnlySpan<byte> Cut(ref ReadOnlySpan<byte> from, ulong length)
    {
        if (length > (ulong)from.Length)
            throw new InvalidDataException($"{length} bytes should follow where there are {from.Length}");
        var cut = from[..(int)length];
        from = from[cut.Length..];
        return cut;
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var i = 0; i < from.Length && i < 10; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] > 0x7F)
                continue;
            from = from[(i + 1)..];
            return value;
        }
        throw new InvalidDataException("a number does not end");
    }
}
