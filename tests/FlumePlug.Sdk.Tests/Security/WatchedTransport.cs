namespace FlumePlug.Sdk.Tests.Security;

/// <summary>A transport that tells what is asked of it.</summary>
internal sealed class WatchedTransport(Stream transport) : Stream
{
    public int Writes { get; private set; }

    /// <summary>The size of the read that is under way, or was last.</summary>
    public int LastRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        LastRead = buffer.Length;
        return transport.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writes++;
        return transport.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush() => transport.Flush();

    public override int Read(byte[] buffer, int offset, int count) => transport.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => transport.Write(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            transport.Dispose();
        base.Dispose(disposing);
    }
}
