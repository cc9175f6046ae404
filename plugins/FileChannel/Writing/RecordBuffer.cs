using System.Runtime.InteropServices;

namespace FlumePlug.FileChannel;

/// <summary>
/// The end of a segment in memory: from the last whole block that was written on. Lies at a block boundary, in memory as in
/// the file, as writing past the page cache demands. Not thread-safe.
/// </summary>
internal sealed class RecordBuffer
{
    private const int BlockSize = SegmentHeader.BlockSize;
    private const int Least = 64 << 10;
    private const int Most = 4 << 20;

    private byte[] _array = [];
    private int _origin;
    private int _capacity;
    private int _used;
    private int _written;

    /// <summary>Where the buffer begins in the file; a multiple of the block size.</summary>
    public long FileOffset { get; private set; }

    /// <summary>Where the next byte goes in the file.</summary>
    public long End => FileOffset + _used;

    /// <summary>Whether there are bytes that were not written.</summary>
    public bool HasNew => _used > _written;

    /// <summary>Begins at an offset of a file, a multiple of the block size.</summary>
    public void Begin(long offset) => (FileOffset, _used, _written) = (offset, 0, 0);

    /// <summary>Room for that many bytes at the end.</summary>
    public Span<byte> Room(int size)
    {
        if (_used + size > _capacity)
            Grow(_used + size);
        return _array.AsSpan(_origin + _used, size);
    }

    public void Advance(int size) => _used += size;

    /// <summary>The bytes from an offset of the file to the end.</summary>
    public Span<byte> From(long offset) => _array.AsSpan(_origin + (int)(offset - FileOffset), (int)(End - offset));

    /// <summary>Everything, filled up with zeros to a whole block.</summary>
    public ReadOnlySpan<byte> Blocks()
    {
        var length = (_used + BlockSize - 1) / BlockSize * BlockSize;
        if (length > _capacity)
            Grow(length);
        _array.AsSpan(_origin + _used, length - _used).Clear();
        return _array.AsSpan(_origin, length);
    }

    /// <summary>Everything is written: only the last block, if it is not full, is kept to be written again with what follows.</summary>
    public void Keep()
    {
        var whole = _used / BlockSize * BlockSize;
        _array.AsSpan(_origin + whole, _used - whole).CopyTo(_array.AsSpan(_origin));
        FileOffset += whole;
        _used -= whole;
        _written = _used;
        if (_capacity > Most)
            Resize(Least);
    }

    /// <summary>Forgets what was added since the last <see cref="Keep"/>.</summary>
    public void Discard() => _used = _written;

    private void Grow(int size) => Resize((int)Math.Min(Math.Max(Math.Max(Least, size), _capacity * 2L), Array.MaxLength - BlockSize));

    // Pinned, so that its address stays aligned.
    private void Resize(int capacity)
    {
        capacity = (capacity + BlockSize - 1) / BlockSize * BlockSize;
        var array = GC.AllocateUninitializedArray<byte>(capacity + BlockSize, pinned: true);
        var misaligned = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % BlockSize);
        var origin = misaligned == 0 ? 0 : BlockSize - misaligned;
        _array.AsSpan(_origin, _used).CopyTo(array.AsSpan(origin));
        (_array, _origin, _capacity) = (array, origin, capacity);
    }
}
