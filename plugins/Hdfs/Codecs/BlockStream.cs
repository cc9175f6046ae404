using System.Buffers.Binary;

namespace FlumePlug.Hdfs.Codecs;

/// <summary>
/// Hadoop's framing of codecs that know blocks only (org.apache.hadoop.io.compress.BlockCompressorStream): the raw length, the
/// compressed length, both of four bytes, and the compressed bytes.
/// </summary>
internal sealed class BlockStream(Stream target, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> compress) : Stream
{
    // Hadoop's readers hold 256 KB, raw and compressed.
    private const int BlockSize = 128 * 1024;

    private readonly byte[] _block = new byte[BlockSize];
    private int _used;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, BlockSize - _used);
            buffer[..taken].CopyTo(_block.AsSpan(_used));
            _used += taken;
            buffer = buffer[taken..];
            if (_used == BlockSize)
                WriteBlock();
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (_used > 0)
            WriteBlock();
        base.Dispose(disposing);
    }

    private void WriteBlock()
    {
        var packed = compress(_block.AsMemory(0, _used));
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(lengths, _used);
        BinaryPrimitives.WriteInt32BigEndian(lengths[4..], packed.Length);
        target.Write(lengths);
        target.Write(packed.Span);
        _used = 0;
    }
}
