using System.IO.Compression;

namespace FlumePlug.Wire;

/// <summary>
/// Both directions of a connection as one zlib stream each (RFC 1950) for the life of the connection; every write reaches the
/// other end (sync flush). Flume's <c>compression-type = deflate</c>.
/// </summary>
public sealed class DeflatedStream : Stream
{
    private readonly Stream _transport;
    private readonly ZLibStream _inflater;
    private readonly ZLibStream _deflater;

    /// <summary>Compresses what is written with a level of 0 to 9; the stream owns the transport.</summary>
    public DeflatedStream(Stream transport, int level = 6)
    {
        _transport = transport;
        _inflater = new ZLibStream(transport, CompressionMode.Decompress, leaveOpen: true);
        _deflater = new ZLibStream(transport, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _inflater.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException malformed)
        {
            throw new WireFormatException("The other end's bytes are not deflated: is compression-type = deflate on there, too?", malformed);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => _inflater.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return;
        await _deflater.WriteAsync(buffer, cancellationToken);
        await _deflater.FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        _deflater.Write(buffer, offset, count);
        _deflater.Flush();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The transport first: the end of the zlib stream is not sent, and nothing waits for the other end.
            _transport.Dispose();
            _inflater.Dispose();
            DisposeDeflater();
        }
        base.Dispose(disposing);
    }

    private void DisposeDeflater()
    {
        try
        {
            _deflater.Dispose();
        }
        catch (Exception unsent) when (unsent is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Its end had nowhere to go.
        }
    }
}
