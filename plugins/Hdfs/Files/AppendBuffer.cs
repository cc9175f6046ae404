using System.Buffers;

namespace FlumePlug.Hdfs.Files;

/// <summary>
/// The bytes of a file that wait for their append, in pooled pieces: small ones first, since there may be thousands of files.
/// </summary>
internal sealed class AppendBuffer : IBufferWriter<byte>
{
    private const int LargestPiece = 1024 * 1024;

    private readonly List<ArraySegment<byte>> _pieces = [];
    private byte[] _piece = [];
    private int _used;
    private int _nextSize = 4 * 1024;
    private long _full;

    public long Length => _full + _used;

    /// <summary>The bytes, until the buffer is written to or cleared.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces =>
        _pieces.Select(piece => (ReadOnlyMemory<byte>)piece).Append(_piece.AsMemory(0, _used));

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsSpan(_used);
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear()
    {
        foreach (var piece in _pieces)
            ArrayPool<byte>.Shared.Return(piece.Array!);
        if (_piece.Length > 0)
            ArrayPool<byte>.Shared.Return(_piece);
        _pieces.Clear();
        (_piece, _used, _full, _nextSize) = ([], 0, 0, 4 * 1024);
    }

    private void MakeRoom(int wanted)
    {
        wanted = Math.Max(1, wanted);
        if (_piece.Length - _used >= wanted)
            return;
        if (_piece.Length > 0)
        {
            _pieces.Add(new(_piece, 0, _used));
            _full += _used;
        }
        (_piece, _used) = (ArrayPool<byte>.Shared.Rent(Math.Max(wanted, _nextSize)), 0);
        _nextSize = Math.Min(LargestPiece, _nextSize * 16);
    }
}
