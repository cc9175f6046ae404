using System.Buffers;
using System.Runtime.CompilerServices;

namespace FlumePlug.Sdk;

/// <summary>
/// Lies between TLS and its transport: receives much at a time and hands it out record by record, gathers records and sends them
/// together. Holds memory only while there is something in it: a connection that waits holds none, unless the system woke it for nothing.
/// </summary>
/// <remarks>One reader and one writer at a time. TLS writes nothing by itself while it reads: renegotiation is off.</remarks>
internal sealed class RecordTransport(Stream transport) : Stream
{
    private const int BlockBytes = 128 * 1024;

    private byte[] _received = [];
    private int _start;
    private int _end;
    private byte[]? _gathered;
    private int _count;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // A read of nothing waits for bytes: only when there are some is memory taken for them.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _start < _end ? new(HandOut(buffer.Span))
            : buffer.IsEmpty ? transport.ReadAsync(buffer, cancellationToken)
            : ReceiveAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        _start < _end ? HandOut(buffer.AsSpan(offset, count)) : transport.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _gathered is null ? transport.WriteAsync(buffer, cancellationToken)
            : TryAdd(buffer.Span) ? ValueTask.CompletedTask
            : SendBeforeAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => transport.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => transport.FlushAsync(cancellationToken);

    public override void Flush() => transport.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>What is written from now on waits until it is much, or for <see cref="SendAsync"/>.</summary>
    public void Gather() => _gathered = _gathered is null ? ArrayPool<byte>.Shared.Rent(BlockBytes)
        : throw new NotSupportedException("A write has begun before the last one has ended.");

    /// <summary>Sends what was gathered.</summary>
    public ValueTask SendAsync(CancellationToken cancellationToken)
    {
        var gathered = _gathered.AsMemory(0, _count);
        _count = 0;
        return transport.WriteAsync(gathered, cancellationToken);
    }

    /// <summary>What is written goes out at once again; what was gathered and not sent is lost, as is the connection.</summary>
    public void EndGathering()
    {
        ArrayPool<byte>.Shared.Return(_gathered!);
        (_gathered, _count) = (null, 0);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            transport.Dispose();
        base.Dispose(disposing);
    }

    private int HandOut(Span<byte> target)
    {
        var count = Math.Min(target.Length, _end - _start);
        _received.AsSpan(_start, count).CopyTo(target);
        _start += count;
        if (_start == _end)
            Release();
        return count;
    }

    private void Release()
    {
        ArrayPool<byte>.Shared.Return(_received);
        (_received, _start, _end) = ([], 0, 0);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _received = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            _end = await transport.ReadAsync(_received, cancellationToken);
        }
        finally
        {
            if (_end == 0)
                Release();
        }
        return _end == 0 ? 0 : HandOut(buffer.Span);
    }

    private bool TryAdd(ReadOnlySpan<byte> records)
    {
        if (!records.TryCopyTo(_gathered.AsSpan(_count)))
            return false;
        _count += records.Length;
        return true;
    }

    private async ValueTask SendBeforeAsync(ReadOnlyMemory<byte> records, CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken);
        if (!TryAdd(records.Span))
            await transport.WriteAsync(records, cancellationToken);
    }
}
