using System.Buffers;

namespace FlumePlug.Exec;

/// <summary>Bytes that were read and not yet made lines; grows with the longest line, up to a limit.</summary>
internal sealed class TextBuffer(int size, int limit) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[size];
    private int _count;

    public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, _count);

    /// <summary>Whether there is as much as there may be.</summary>
    public bool IsFull => _count >= limit;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _count + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count) => _count += count;

    /// <summary>Drops the beginning; the rest moves to the front.</summary>
    public void Consume(int count)
    {
        Text[count..].CopyTo(_bytes);
        _count -= count;
    }

    /// <summary>Drops everything, and the memory of a long line.</summary>
    public void Clear()
    {
        _count = 0;
        if (_bytes.Length > size)
            _bytes = new byte[size];
    }
}
