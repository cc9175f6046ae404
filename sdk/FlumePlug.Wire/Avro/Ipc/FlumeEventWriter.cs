using System.Runtime.CompilerServices;

namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>Events to be sent, whatever holds them.</summary>
public interface IFlumeEvents
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The headers of one. Events in a row whose headers are the same strings have them encoded once.</summary>
    ReadOnlySpan<KeyValuePair<string, string>> HeadersOf(int index);

    /// <summary>The body of one.</summary>
    ReadOnlyMemory<byte> BodyOf(int index);
}

/// <summary>
/// Sends events as calls of Flume's protocol, in chunks while they are encoded: no more is held than a chunk, and large bodies
/// are sent from where they lie. One call at a time.
/// </summary>
public sealed class FlumeEventWriter(Stream stream)
{
    private const int ChunkBytes = 64 * 1024;
    private const int LargeBody = 16 * 1024;

    private readonly byte[] _call = new byte[64];
    private readonly EncodedHeaders _headers = new();
    private byte[] _chunk = new byte[ChunkBytes];
    private int _filled;

    /// <summary>Sends all events as one <c>appendBatch</c>.</summary>
    /// <exception cref="WireFormatException">They are more than a message of Avro's can hold: 2 GB.</exception>
    public ValueTask SendBatchAsync<TEvents>(TEvents events, int serial, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        var count = events.Count;
        var call = WriteCall("appendBatch"u8);
        if (count > 0)
            call += AvroWriter.WriteLong(_call.AsSpan(call), count);
        long size = call + 1;
        for (var i = 0; i < count; i++)
            size += _headers.Encode(events.HeadersOf(i)).Length + AvroWriter.SizeOfBytes(events.BodyOf(i).Length);
        return SendAsync(events, 0, count, isBatch: true, (call, size, serial), cancellationToken);
    }

    /// <summary>Sends one event as an <c>append</c>.</summary>
    public ValueTask SendEventAsync<TEvents>(TEvents events, int index, int serial, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        var call = WriteCall("append"u8);
        var size = (long)call + _headers.Encode(events.HeadersOf(index)).Length + AvroWriter.SizeOfBytes(events.BodyOf(index).Length);
        return SendAsync(events, index, index + 1, isBatch: false, (call, size, serial), cancellationToken);
    }

    // No metadata, then the call's name.
    private int WriteCall(ReadOnlySpan<byte> name)
    {
        _call[0] = 0;
        return 1 + AvroWriter.WriteBytes(_call.AsSpan(1), name);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync<TEvents>(
        TEvents events, int next, int end, bool isBatch, (int Call, long Size, int Serial) message, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        if (message.Size > int.MaxValue)
            throw new WireFormatException($"{end - next} events of {message.Size} bytes together are too much for one message: send fewer at a time.");
        AvroFrame.WriteHeader(_chunk, message.Serial, (int)message.Size);
        _call.AsSpan(0, message.Call).CopyTo(_chunk.AsSpan(AvroFrame.HeaderBytes));
        _filled = AvroFrame.HeaderBytes + message.Call;
        for (var ended = false; !ended;)
        {
            next = Fill(events, next, end, out var large);
            ended = next == end && large.IsEmpty;
            if (ended && isBatch)
                _chunk[_filled++] = 0;
            if (_filled > 0)
                await stream.WriteAsync(_chunk.AsMemory(0, _filled), cancellationToken);
            _filled = 0;
            if (!large.IsEmpty)
                await stream.WriteAsync(large, cancellationToken);
        }
        await stream.FlushAsync(cancellationToken);
    }

    // Fills the chunk until it is full or a body is met that is sent by itself; one byte is kept for the end of the array.
    private int Fill<TEvents>(TEvents events, int next, int end, out ReadOnlyMemory<byte> large)
        where TEvents : struct, IFlumeEvents
    {
        large = default;
        for (; next < end; next++)
        {
            var headers = _headers.Encode(events.HeadersOf(next));
            var body = events.BodyOf(next);
            var isLarge = body.Length >= LargeBody;
            var needed = headers.Length + AvroWriter.MostLongBytes + (isLarge ? 0 : body.Length) + 1;
            if (needed > _chunk.Length - _filled)
            {
                if (_filled > 0)
                    return next;
                _chunk = new byte[needed];
            }
            headers.CopyTo(_chunk.AsSpan(_filled));
            _filled += headers.Length;
            if (isLarge)
            {
                _filled += AvroWriter.WriteLong(_chunk.AsSpan(_filled), body.Length);
                large = body;
                return next + 1;
            }
            _filled += AvroWriter.WriteBytes(_chunk.AsSpan(_filled), body.Span);
        }
        return next;
    }
}
