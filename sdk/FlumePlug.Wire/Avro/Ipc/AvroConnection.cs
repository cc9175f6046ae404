using System.Buffers;
using System.Text;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>What a server answered to one call.</summary>
/// <param name="Serial">The number of the call.</param>
/// <param name="Error">The server's error text; null: the call worked.</param>
/// <param name="Payload">The encoded result, valid until the next receive.</param>
public readonly record struct AvroReply(int Serial, string? Error, ReadOnlyMemory<byte> Payload);

/// <summary>
/// One connection to an Avro RPC server, of which any number of calls may be under way: sent by one sender, answered to one
/// receiver, which match them by their serials.
/// </summary>
/// <remarks>The handshake is a call without a name, Avro's ping, so that calls never carry one. Time-outs are the callers'
/// tokens; after one, or any exception, the connection is of no more use.</remarks>
public sealed class AvroConnection : IAsyncDisposable
{
    private const long MostReplyBytes = 64 * 1024 * 1024;
    private const int FirstReplyBytes = 4096;

    private readonly Stream _stream;
    private readonly FrameBuffer _replies = new(MostReplyBytes);
    private byte[] _memory = new byte[FirstReplyBytes];
    private int _serial;

    private AvroConnection(Stream stream)
    {
        _stream = stream;
        _replies.MoveTo(_memory);
    }

    /// <summary>The protocol that the server follows: ours, unless it said otherwise.</summary>
    public AvroProtocol ServerProtocol { get; private set; } = null!;

    /// <summary>Whether the server executes calls in the order of their sending. Flume's does not: who needs order awaits each answer.</summary>
    public bool KeepsOrder { get; private set; }

    /// <summary>A number for the next call.</summary>
    public int NextSerial() => Interlocked.Increment(ref _serial);

    /// <summary>Shakes hands over a stream that is connected; the connection owns it.</summary>
    /// <exception cref="WireFormatException">The other end does not speak Avro RPC, or not this protocol.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<AvroConnection> OpenAsync(Stream stream, AvroProtocol protocol, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        var connection = new AvroConnection(stream);
        try
        {
            var response = await connection.ShakeAsync(new(protocol.Hash, null, protocol.Hash, AsksForOrder: true), cancellationToken);
            if (response.Match == HandshakeMatch.None)
                response = await connection.ShakeAsync(
                    new(protocol.Hash, protocol.Text, response.ServerHash ?? protocol.Hash, AsksForOrder: true), cancellationToken);
            if (response.Match == HandshakeMatch.None)
                throw new WireFormatException("The server does not take our protocol.");
            connection.KeepsOrder = response.KeepsOrder;
            connection.ServerProtocol = response.ServerProtocol is { } other ? AvroProtocol.Parse(other) : protocol;
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Receives the next answer, in whatever order the server gives them.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    /// <exception cref="IOException">The connection broke or was closed by the server.</exception>
    public async ValueTask<AvroReply> ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = await ReceiveMessageAsync(cancellationToken);
        return ReadReply(message);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<HandshakeResponse> ShakeAsync(HandshakeRequest request, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        request.Write(body);
        body.Write("\0\0"u8);
        var frame = new byte[AvroFrame.HeaderBytes + body.WrittenCount];
        AvroFrame.WriteHeader(frame, NextSerial(), body.WrittenCount);
        body.WrittenSpan.CopyTo(frame.AsSpan(AvroFrame.HeaderBytes));
        await _stream.WriteAsync(frame, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        var message = await ReceiveMessageAsync(cancellationToken);
        var reader = new AvroReader(message.Span);
        return HandshakeResponse.Read(ref reader);
    }

    private AvroReply ReadReply(ReadOnlyMemory<byte> message)
    {
        var reader = new AvroReader(message.Span);
        if (!reader.TrySkipMap())
            throw new WireFormatException("The metadata of an answer is truncated.");
        var isError = reader.ReadFixed(1)[0] != 0;
        if (!isError)
            return new(_replies.Serial, null, message[reader.Position..]);
        // The first branch of every union of errors is a text; a server of Flume's protocol knows no other.
        var error = reader.ReadInt() == 0 ? Encoding.UTF8.GetString(reader.ReadBytes()) : "an error of a type that we do not know";
        return new(_replies.Serial, error, default);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        // What was given out with the last message is read by now.
        _replies.End();
        while (!_replies.TryBegin())
            await ReceiveMoreAsync(cancellationToken);
        while (true)
        {
            while (_replies.TryExtend())
            {
            }
            if (_replies.IsWhole)
                return _replies.Unread;
            await ReceiveMoreAsync(cancellationToken);
        }
    }

    private async ValueTask ReceiveMoreAsync(CancellationToken cancellationToken)
    {
        if (_replies.Free.IsEmpty)
        {
            if (_replies.Held * 2 > _memory.Length)
                _memory = new byte[_replies.Held * 4];
            _replies.MoveTo(_memory);
        }
        var received = await _stream.ReadAsync(_replies.Free, cancellationToken);
        if (received == 0)
            throw new EndOfStreamException("The server closed the connection.");
        _replies.Received(received);
    }
}
