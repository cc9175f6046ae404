using System.Buffers;

namespace FlumePlug.Hdfs.Codecs;

/// <summary>Compresses what is written to it, in members that begin with the first byte and end when they are ended.</summary>
internal sealed class CompressingWriter(Codec codec, IBufferWriter<byte> target) : IBufferWriter<byte>
{
    private const int BlockSize = 64 * 1024;

    private byte[] _block = [];
    private int _used;
    private Stream? _member;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _block.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _block.AsSpan(_used);
    }

    /// <summary>Ends the member; without a byte there is none.</summary>
    public void EndMember()
    {
        WriteBlock();
        _member?.Dispose();
        _member = null;
        if (_block.Length > 0)
            ArrayPool<byte>.Shared.Return(_block);
        _block = [];
    }

    private void MakeRoom(int wanted)
    {
        wanted = Math.Max(1, wanted);
        if (_block.Length - _used >= wanted)
            return;
        WriteBlock();
        if (_block.Length >= wanted)
            return;
        if (_block.Length > 0)
            ArrayPool<byte>.Shared.Return(_block);
        _block = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, BlockSize));
    }

    private void WriteBlock()
    {
        if (_used == 0)
            return;
        _member ??= codec.Begin(new BufferStream(target));
        _member.Write(_block, 0, _used);
        _used = 0;
    }
}
