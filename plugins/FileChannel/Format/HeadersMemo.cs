using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Reads headers; those that stand in the file just as the ones before become the same object again. Not thread-safe.</summary>
internal sealed class HeadersMemo
{
    private byte[] _lastBytes = [];
    private int _lastLength;
    private Headers _last = Headers.Empty;

    public Headers Read(ref ReadOnlySpan<byte> from)
    {
        if (_lastLength > 0 && from.StartsWith(_lastBytes.AsSpan(0, _lastLength)))
        {
            from = from[_lastLength..];
            return _last;
        }
        var before = from;
        var count = (int)Math.Min(Varint.Read(ref from), int.MaxValue);
        var pairs = new List<KeyValuePair<string, string>>(Math.Min(count, 64));
        for (var i = 0; i < count; i++)
            pairs.Add(new(ReadText(ref from), ReadText(ref from)));
        _last = Headers.From(pairs);
        Remember(before[..(before.Length - from.Length)]);
        return _last;
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
        var start = Varint.Read(ref from);
        if (start >> 1 > (ulong)from.Length)
            throw new InvalidDataException($"A header of {start >> 1} bytes stands where {from.Length} are left.");
        var bytes = from[..(int)(start >> 1)];
        from = from[bytes.Length..];
        return (start & 1) == 0 ? Encoding.UTF8.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }
}
