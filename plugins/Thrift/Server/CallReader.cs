using System.Buffers.Binary;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>The longest frame, and the option that says so.</summary>
internal readonly record struct FrameLimit(int Bytes, string Option);

/// <summary>
/// Reads the frames of one connection as their bytes arrive: the events of a call go into a batch one by one, so that a frame
/// never has to lie in one piece. What is no call of the service's is passed over.
/// </summary>
internal sealed class CallReader(IThriftService service, ThriftProtocol protocol, FrameLimit limit)
{
    private const int LengthBytes = 4;
    private const int MostEvents = 1 << 20;

    private State _state = State.Length;
    private ThriftMessage _message;
    private (int Number, string Text)? _error;
    private int _frameLeft;
    private int _eventsLeft;

    private enum State
    {
        Length,
        Head,
        Events,
        Arguments,
        Rest,
    }

    /// <summary>The call that was read last.</summary>
    public ThriftCall Call => new(_message, _error);

    /// <summary>How many unread bytes have to be there before it is worth while to read on.</summary>
    public int Needed { get; private set; } = LengthBytes;

    /// <summary>Reads as far as it can; true: a call is complete. Its events are those of the batch, none where there is an error.</summary>
    /// <param name="unread">What has arrived, from where the last call consumed to.</param>
    /// <param name="batch">Has nothing but events of this call.</param>
    /// <param name="consumed">How many of the bytes were read.</param>
    /// <exception cref="WireFormatException">It is no framed Thrift.</exception>
    public bool TryRead(ReadOnlyMemory<byte> unread, EventBatch batch, out int consumed)
    {
        for (consumed = 0; unread.Length - consumed >= Needed;)
        {
            if (_state == State.Length)
            {
                ReadLength(unread.Span[consumed..]);
                consumed += LengthBytes;
                continue;
            }
            var bytes = unread.Slice(consumed, Math.Min(unread.Length - consumed, _frameLeft));
            var read = _state == State.Rest ? bytes.Length : ReadPart(bytes, batch);
            consumed += read;
            _frameLeft -= read;
            if (_state != State.Rest)
                continue;
            Needed = 1;
            if (_frameLeft > 0)
                continue;
            (_state, Needed) = (State.Length, LengthBytes);
            return true;
        }
        return false;
    }

    private int ReadPart(ReadOnlyMemory<byte> bytes, EventBatch batch)
    {
        var reader = new ThriftReader(bytes.Span, protocol, _frameLeft);
        var read = _state switch
        {
            State.Head => ReadHead(ref reader),
            State.Events => ReadEvents(ref reader, bytes, batch),
            _ => ReadArguments(ref reader),
        };
        if (_state == State.Rest && _error is not null)
            Clear(batch);
        // Not asked again for each byte that trickles in: what is to be read is read anew each time.
        Needed = reader.IsShort ? Math.Min(_frameLeft - read, Math.Max((int)reader.Needed - read, 2 * (bytes.Length - read))) : 0;
        return read;
    }

    private void ReadLength(ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (length <= 0 || length > limit.Bytes)
            throw new WireFormatException(length <= 0 ? $"A frame of {length} bytes: this is not framed Thrift."
                : $"A frame of {length} bytes is above the limit of {limit.Bytes} ({limit.Option}), or this is not framed Thrift.");
        (_state, _error, _frameLeft, Needed) = (State.Head, null, length, 0);
    }

    private int ReadHead(ref ThriftReader reader)
    {
        var message = reader.ReadMessage();
        if (reader.IsShort)
            return 0;
        if (message.Type is not (ThriftMessageType.Call or ThriftMessageType.OneWay))
            throw new WireFormatException($"{message.Type} is no call.");
        var argument = service.ArgumentOf(message.Name);
        if (argument == ThriftType.Stop)
        {
            (_message, _error, _state) = (message, (ThriftError.UnknownMethod, $"Invalid method name: '{message.Name}'"), State.Rest);
            return reader.Position;
        }
        short id = 0;
        ThriftType type;
        while ((type = reader.ReadField(ref id)) != ThriftType.Stop && (id != 1 || type != argument))
            reader.SkipField(type);
        var events = type == ThriftType.List ? ReadCount(ref reader) : 1;
        if (reader.IsShort)
            return 0;
        _message = message;
        if (type == ThriftType.Stop)
            (_error, _state) = ((ThriftError.ProtocolError, "Required argument was not present!"), State.Rest);
        else
            (_eventsLeft, _state) = (events, State.Events);
        return reader.Position;
    }

    private static int ReadCount(ref ThriftReader reader)
    {
        var (element, count) = reader.ReadList();
        if (count > 0 && element != ThriftType.Struct)
            throw new WireFormatException($"A list of {element} is no list of events.");
        return count <= MostEvents ? count : throw new WireFormatException($"A call has {count} events, more than {MostEvents}.");
    }

    private int ReadEvents(ref ThriftReader reader, ReadOnlyMemory<byte> bytes, EventBatch batch)
    {
        var read = 0;
        for (; _eventsLeft > 0; _eventsLeft--)
        {
            var fault = service.ReadEvent(ref reader, bytes, batch);
            if (reader.IsShort)
                return read;
            if (fault is not null)
                _error = (ThriftError.ProtocolError, fault);
            read = reader.Position;
        }
        _state = State.Arguments;
        return read;
    }

    private int ReadArguments(ref ThriftReader reader)
    {
        short id = 1;
        while (reader.ReadField(ref id) is not ThriftType.Stop and var type)
            reader.SkipField(type);
        if (reader.IsShort)
            return 0;
        _state = State.Rest;
        return reader.Position;
    }

    private static void Clear(EventBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
            batch.Drop(i);
        batch.Compact();
    }
}
