namespace FlumePlug.Http.Server;

/// <summary>
/// The packed bytes of a body for one of the runtime's unpackers. Those take any end for the right one; that a body was cut is told by
/// how far they read: one that has finished asks for no more, but for another member where there may be more of them.
/// </summary>
internal sealed class PackedBody(Stream body, bool hasMembers) : Stream
{
    // Begins no gzip member, and ends none: the last byte of one is the highest of its length, which no body reaches.
    private const byte NoMember = 0xFF;

    private bool _isEmpty = true;
    private int _asksAtEnd;

    /// <summary>Whether the unpacker, once it is done, was done at the end. A body without a byte is whole.</summary>
    public bool IsWhole => _isEmpty || _asksAtEnd == (hasMembers ? 1 : 0);

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        if (read > 0)
            _isEmpty = false;
        else if (!_isEmpty && _asksAtEnd++ == 0 && hasMembers)
        {
            buffer.Span[0] = NoMember;
            return 1;
        }
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
