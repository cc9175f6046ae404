using System.Buffers.Binary;

namespace FlumePlug.Sqlite;

/// <summary>Which events of a row were taken for good: ranges in order that do not touch. Not thread-safe.</summary>
internal sealed class TakenRanges
{
    private readonly List<(int Start, int End)> _ranges = [];

    /// <summary>How many events.</summary>
    public int Count { get; private set; }

    /// <summary>Behind the last one.</summary>
    public int End => _ranges.Count == 0 ? 0 : _ranges[^1].End;

    public IReadOnlyList<(int Start, int End)> Ranges => _ranges;

    /// <summary>Adds a range; none of its events is in the set.</summary>
    public void Add(int start, int count)
    {
        var end = start + count;
        Count += count;
        var at = _ranges.FindIndex(range => range.Start >= start);
        if (at < 0)
            at = _ranges.Count;
        if (at < _ranges.Count && _ranges[at].Start == end)
        {
            end = _ranges[at].End;
            _ranges.RemoveAt(at);
        }
        if (at > 0 && _ranges[at - 1].End == start)
            _ranges[at - 1] = (_ranges[at - 1].Start, end);
        else
            _ranges.Insert(at, (start, end));
    }

    /// <summary>A checksum, then start and end of each range, 4 bytes each.</summary>
    public byte[] ToBytes(long first)
    {
        var bytes = new byte[4 + _ranges.Count * 8];
        for (var i = 0; i < _ranges.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 + i * 8), _ranges[i].Start);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8 + i * 8), _ranges[i].End);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Checksum.Of(first, _ranges.Count, bytes.AsSpan(4)));
        return bytes;
    }

    /// <summary>Null when the bytes are damaged: then the events come again, which is better than to lose them.</summary>
    public static TakenRanges? Read(long first, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 8 != 4
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Checksum.Of(first, bytes.Length / 8, bytes[4..]))
            return null;
        var taken = new TakenRanges();
        for (bytes = bytes[4..]; !bytes.IsEmpty; bytes = bytes[8..])
        {
            var start = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            taken.Add(start, BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) - start);
        }
        return taken;
    }
}
