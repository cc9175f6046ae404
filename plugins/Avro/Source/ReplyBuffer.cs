using System.Buffers;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro;

/// <summary>The answers of a connection that are still to be sent, together.</summary>
internal sealed class ReplyBuffer(Stream stream)
{
    private const int SendAt = 16 * 1024;
    private const int HeaderBytes = AvroFrame.HeaderBytes;

    private readonly ArrayBufferWriter<byte> _body = new(256);
    private byte[] _bytes = new byte[1024];
    private int _filled;

    /// <summary>Whether so much waits that it should be sent before more is read.</summary>
    public bool IsLarge => _filled >= SendAt;

    /// <summary>Answers a call with a status; with the handshake when the call brought one.</summary>
    public void AddStatus(int serial, FlumeStatus status, HandshakeResponse? handshake)
    {
        if (handshake is null)
        {
            // No metadata, no error, the status.
            Add(serial, [0, 0, (byte)((int)status << 1)]);
            return;
        }
        _body.ResetWrittenCount();
        handshake.Write(_body);
        _body.Write<byte>([0, 0, (byte)((int)status << 1)]);
        Add(serial, _body.WrittenSpan);
    }

    /// <summary>Answers a handshake alone: the call is to be repeated, or was a ping.</summary>
    public void AddHandshake(int serial, HandshakeResponse? handshake)
    {
        _body.ResetWrittenCount();
        handshake?.Write(_body);
        Add(serial, _body.WrittenSpan);
    }

    /// <summary>Answers a call with an error text.</summary>
    public void AddError(int serial, string error, HandshakeResponse? handshake)
    {
        _body.ResetWrittenCount();
        handshake?.Write(_body);
        _body.Write<byte>([0, 1, 0]);
        _body.WriteString(error);
        Add(serial, _body.WrittenSpan);
    }

    /// <summary>Sends what waits.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_filled == 0)
            return;
        await stream.WriteAsync(_bytes.AsMemory(0, _filled), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _filled = 0;
    }

    private void Add(int serial, ReadOnlySpan<byte> body)
    {
        var needed = _filled + HeaderBytes + body.Length;
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        AvroFrame.WriteHeader(_bytes.AsSpan(_filled), serial, body.Length);
        body.CopyTo(_bytes.AsSpan(_filled + HeaderBytes));
        _filled = needed;
    }
}
