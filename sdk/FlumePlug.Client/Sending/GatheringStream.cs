using System.Buffers;

namespace FlumePlug.Client;

/// <summary>
/// Gathers what several callers write one after the other, and sends it together: while one send is under way, the calls of others
/// join the next one. Writes are for one caller at a time, <see cref="Send"/> for any.
/// </summary>
/// <param name="stream">Where it goes.</param>
/// <param name="fail">Is told why a send failed; there is none after it.</param>
/// <param name="end">Ends a send: who gives up waiting must not leave half a call of somebody else's behind.</param>
internal sealed class GatheringStream(Stream stream, Action<Exception> fail, CancellationToken end) : Stream
{
    // Who writes more waits until some of it is sent.
    private const int MostGathered = 64 * 1024;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte> _gathered = new(1024);
    private ArrayBufferWriter<byte> _sent = new(1024);
    private TaskCompletionSource? _room;
    private bool _isSending;
    private Exception? _failure;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Task room;
        lock (_lock)
        {
            if (_failure is not null)
                throw new IOException(_failure.Message, _failure);
            _gathered.Write(buffer.Span);
            if (_gathered.WrittenCount < MostGathered)
                return;
            room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        Send();
        await room.WaitAsync(cancellationToken);
    }

    /// <summary>Sends what was gathered, if nobody is at it already, who then goes on with it.</summary>
    public void Send() => _ = SendAsync();

    // The end of a call: Send sends it, with what others have written meanwhile.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task SendAsync()
    {
        TaskCompletionSource? room = null;
        lock (_lock)
        {
            if (_isSending)
                return;
            _isSending = true;
        }
        try
        {
            while (TryTake(out room))
            {
                await stream.WriteAsync(_sent.WrittenMemory, end);
                await stream.FlushAsync(end);
                _sent.ResetWrittenCount();
                room?.TrySetResult();
            }
        }
        catch (Exception failure)
        {
            fail(failure);
            room?.TrySetException(failure);
            lock (_lock)
            {
                _failure = failure;
                _room?.TrySetException(failure);
            }
        }
    }

    private bool TryTake(out TaskCompletionSource? room)
    {
        lock (_lock)
        {
            (room, _room) = (_room, null);
            _isSending = _gathered.WrittenCount > 0;
            if (_isSending)
                (_gathered, _sent) = (_sent, _gathered);
            return _isSending;
        }
    }
}
