using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Wire.Thrift;

/// <summary>
/// A framed connection to Flume's Thrift protocol: calls are sent by one sender, several before the first is answered; a Thrift
/// server answers in their order.
/// </summary>
/// <remarks>Time-outs are the callers' tokens; after one, or any exception, the connection is of no more use.</remarks>
public sealed class ThriftConnection(Stream stream, ThriftProtocol protocol) : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private const int LargeBody = 16 * 1024;
    private const int MostReplyBytes = 16 * 1024 * 1024;
    private const int MostLengthBytes = 5;

    private readonly ArrayBufferWriter<byte> _chunk = new(ChunkBytes);
    private readonly ArrayBufferWriter<byte> _headers = new();
    private KeyValuePair<string, string>[] _headersOf = [];
    private byte[] _reply = new byte[256];
    private int _sequence;
    private int _answered;

    /// <summary>How many calls were sent and not answered.</summary>
    public int Open => _sequence - _answered;

    /// <summary>Sends all events as one <c>appendBatch</c>.</summary>
    /// <exception cref="WireFormatException">They are more than a frame can hold: 2 GB.</exception>
    public ValueTask SendBatchAsync<TEvents>(TEvents events, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents => SendAsync(events, 0, events.Count, isBatch: true, cancellationToken);

    /// <summary>Sends one event as an <c>append</c>.</summary>
    public ValueTask SendEventAsync<TEvents>(TEvents events, int index, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents => SendAsync(events, index, index + 1, isBatch: false, cancellationToken);

    /// <summary>Receives the answer to the call that was sent first of those not answered.</summary>
    /// <returns>The status, or the server's error text.</returns>
    /// <exception cref="WireFormatException">It is none.</exception>
    /// <exception cref="IOException">The connection broke or was closed by the server.</exception>
    public async ValueTask<(ThriftStatus Status, string? Error)> ReceiveAsync(CancellationToken cancellationToken)
    {
        await ReadExactlyAsync(4, cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(_reply);
        if (length is <= 0 or > MostReplyBytes)
            throw new WireFormatException($"A frame of {length} bytes: the server does not speak framed Thrift.");
        if (length > _reply.Length)
            _reply = new byte[length];
        await ReadExactlyAsync(length, cancellationToken);
        var reader = new ThriftReader(_reply.AsSpan(0, length), protocol);
        var (sequence, status, error) = ThriftFlume.ReadReply(ref reader);
        return sequence == ++_answered ? (status, error) : throw new WireFormatException($"The answer to call {sequence} came instead of that to {_answered}.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync<TEvents>(TEvents events, int start, int end, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        Begin(events, start, end, isBatch);
        for (var next = start; next < end;)
        {
            next = Fill(events, next, end, out var large);
            if (!large.IsEmpty)
            {
                await SendChunkAsync(cancellationToken);
                await stream.WriteAsync(large, cancellationToken);
                new ThriftWriter(_chunk, protocol).WriteStop();
            }
            else if (next < end)
            {
                await SendChunkAsync(cancellationToken);
            }
        }
        // The end of the arguments.
        new ThriftWriter(_chunk, protocol).WriteStop();
        await SendChunkAsync(cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    // The frame's length comes first: the sizes are added up before anything is written.
    private void Begin<TEvents>(TEvents events, int start, int end, bool isBatch)
        where TEvents : struct, IFlumeEvents
    {
        _chunk.ResetWrittenCount();
        _chunk.Advance(4);
        new ThriftWriter(_chunk, protocol).WriteCall(++_sequence, isBatch ? end - start : null);
        long size = _chunk.WrittenCount - 4 + 1;
        for (var i = start; i < end; i++)
        {
            var length = events.BodyOf(i).Length;
            size += Encode(events.HeadersOf(i)).Length + SizeOfLength(length) + length + 1;
        }
        if (size > int.MaxValue)
            throw new WireFormatException($"{end - start} events of {size} bytes together are too much for one message: send fewer at a time.");
        var frame = MemoryMarshal.AsMemory(_chunk.WrittenMemory);
        BinaryPrimitives.WriteInt32BigEndian(frame.Span, (int)size);
    }

    // Fills the chunk until it is full or a body is met that is sent by itself.
    private int Fill<TEvents>(TEvents events, int next, int end, out ReadOnlyMemory<byte> large)
        where TEvents : struct, IFlumeEvents
    {
        large = default;
        var writer = new ThriftWriter(_chunk, protocol);
        for (; next < end; next++)
        {
            var headers = Encode(events.HeadersOf(next));
            var body = events.BodyOf(next);
            var isLarge = body.Length >= LargeBody;
            var needed = headers.Length + MostLengthBytes + (isLarge ? 0 : body.Length) + 1;
            if (_chunk.WrittenCount > 0 && _chunk.WrittenCount + needed > ChunkBytes)
                return next;
            _chunk.Write(headers);
            writer.WriteLength(body.Length);
            if (isLarge)
            {
                large = body;
                return next + 1;
            }
            _chunk.Write(body.Span);
            writer.WriteStop();
        }
        return next;
    }

    // Events in a row often share their headers, which the strings themselves show.
    private ReadOnlySpan<byte> Encode(ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        if (_headers.WrittenCount > 0 && AreTheSame(headers))
            return _headers.WrittenSpan;
        _headersOf = headers.ToArray();
        _headers.ResetWrittenCount();
        new ThriftWriter(_headers, protocol).WriteHeaders(headers);
        return _headers.WrittenSpan;
    }

    private bool AreTheSame(ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        if (headers.Length != _headersOf.Length)
            return false;
        for (var i = 0; i < headers.Length; i++)
            if (!ReferenceEquals(headers[i].Value, _headersOf[i].Value) || !ReferenceEquals(headers[i].Key, _headersOf[i].Key))
                return false;
        return true;
    }

    private int SizeOfLength(int length) => protocol == ThriftProtocol.Binary ? 4
        : (38 - System.Numerics.BitOperations.LeadingZeroCount((uint)length | 1)) / 7;

    private async ValueTask SendChunkAsync(CancellationToken cancellationToken)
    {
        if (_chunk.WrittenCount == 0)
            return;
        await stream.WriteAsync(_chunk.WrittenMemory, cancellationToken);
        _chunk.ResetWrittenCount();
    }

    private async ValueTask ReadExactlyAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            await stream.ReadExactlyAsync(_reply.AsMemory(0, count), cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw new EndOfStreamException("The server closed the connection.");
        }
    }
}
