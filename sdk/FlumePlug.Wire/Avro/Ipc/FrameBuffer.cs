using System.Buffers.Binary;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>
/// Takes Avro's Netty frames out of what a connection receives: int serial, int count, then so many buffers of int length and
/// bytes, whose bytes together are a message. Where a value lies across two buffers the gap is closed in place, so that what is
/// read is always contiguous and what was read stays where it is.
/// </summary>
/// <remarks>
/// Layout of the memory: [..start) read, [start..end) message bytes to read, [end..raw) gap, [raw..filled) received and not taken
/// apart. Closing a gap moves the smaller side, so that the cost is at most a move of each byte however small the buffers are.
/// </remarks>
public sealed class FrameBuffer(long mostBytes)
{
    private const int HeaderBytes = 8;
    private const int LengthBytes = 4;
    private const int MostBuffers = 1 << 20;

    private Memory<byte> _memory;
    private int _start;
    private int _end;
    private int _raw;
    private int _filled;
    private int _buffersLeft;
    private int _bytesLeft;
    private long _messageBytes;

    /// <summary>The number that the sender gave the message.</summary>
    public int Serial { get; private set; }

    /// <summary>The message's bytes that have arrived and are not read yet.</summary>
    public ReadOnlyMemory<byte> Unread => _memory[_start.._end];

    /// <summary>Whether nothing more of the message is to come than <see cref="Unread"/>.</summary>
    public bool IsWhole => _buffersLeft == 0 && _bytesLeft == 0;

    /// <summary>How many bytes were received and not read.</summary>
    public int Held => _end - _start + _filled - _raw;

    /// <summary>How many bytes of the current buffer have not arrived: at least so many will come.</summary>
    public int Expected => Math.Max(0, _bytesLeft - (_filled - _raw));

    /// <summary>Where the next bytes are to be received; empty: <see cref="MoveTo"/> first.</summary>
    public Memory<byte> Free => _memory[_filled..];

    /// <summary>So many bytes were received into <see cref="Free"/>.</summary>
    public void Received(int count) => _filled += count;

    /// <summary>So many bytes of <see cref="Unread"/> were read.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Goes on in other memory, of at least <see cref="Held"/> bytes, or in the same from its beginning; what was read stays behind.</summary>
    public void MoveTo(Memory<byte> memory)
    {
        var unread = _memory[_start.._end];
        var raw = _memory[_raw.._filled];
        unread.CopyTo(memory);
        raw.CopyTo(memory[unread.Length..]);
        (_memory, _start, _end, _raw, _filled) = (memory, 0, unread.Length, unread.Length, unread.Length + raw.Length);
    }

    /// <summary>Begins the next message; false: its header has not arrived.</summary>
    /// <exception cref="WireFormatException">It is no header.</exception>
    public bool TryBegin()
    {
        if (_filled - _raw < HeaderBytes)
            return false;
        var header = _memory.Span[_raw..];
        Serial = BinaryPrimitives.ReadInt32BigEndian(header);
        var count = BinaryPrimitives.ReadInt32BigEndian(header[LengthBytes..]);
        if (count is <= 0 or > MostBuffers)
            throw new WireFormatException($"A frame of {count} buffers: this is not Avro RPC.");
        _raw += HeaderBytes;
        (_start, _end, _buffersLeft, _bytesLeft, _messageBytes) = (_raw, _raw, count, 0, 0);
        return true;
    }

    /// <summary>Makes <see cref="Unread"/> longer; false: nothing more has arrived, or the message has no more.</summary>
    /// <exception cref="WireFormatException">A buffer's length cannot be.</exception>
    public bool TryExtend()
    {
        while (_bytesLeft == 0)
        {
            if (_buffersLeft == 0 || _filled - _raw < LengthBytes)
                return false;
            _bytesLeft = BinaryPrimitives.ReadInt32BigEndian(_memory.Span[_raw..]);
            if (_bytesLeft < 0 || (_messageBytes += _bytesLeft) > mostBytes)
                throw new WireFormatException(_bytesLeft < 0 ? $"A buffer of {_bytesLeft} bytes: this is not Avro RPC."
                    : $"A message has more than {mostBytes} bytes.");
            _raw += LengthBytes;
            _buffersLeft--;
        }
        var count = Math.Min(_bytesLeft, _filled - _raw);
        if (count == 0)
            return false;
        CloseGap(count);
        _end += count;
        _raw += count;
        _bytesLeft -= count;
        return true;
    }

    /// <summary>Ends the message; what was not read of it is skipped.</summary>
    public void End() => (_start, _end) = (_raw, _raw);

    private void CloseGap(int count)
    {
        var gap = _raw - _end;
        if (gap == 0)
            return;
        var unread = _end - _start;
        if (unread <= count)
        {
            _memory.Span[_start.._end].CopyTo(_memory.Span[(_start + gap)..]);
            (_start, _end) = (_start + gap, _end + gap);
        }
        else
        {
            _memory.Span.Slice(_raw, count).CopyTo(_memory.Span[_end..]);
        }
    }
}
