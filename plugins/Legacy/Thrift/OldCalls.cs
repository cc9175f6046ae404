using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Legacy;

/// <summary>
/// Reads the calls of ThriftFlumeEventServer: <c>oneway append(1: ThriftFlumeEvent {1: i64 timestamp, 2: Priority, 3: binary body,
/// 4: i64 nanos, 5: string host, 6: map&lt;string, binary&gt; fields})</c> and <c>close()</c>, in the binary protocol.
/// </summary>
internal sealed class OldCalls
{
    // Messages have no frames that say how long they are.
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly OldEvent _event = new();

    /// <summary>Reads a call, an append's event into the batch; null: it is not all there.</summary>
    /// <param name="unread">Where the call begins.</param>
    /// <param name="batch">Where the event goes; its body stays where it is.</param>
    /// <param name="length">How many bytes the call has.</param>
    /// <exception cref="WireFormatException">It is none.</exception>
    public ThriftMessage? Read(ReadOnlyMemory<byte> unread, EventBatch batch, out int length)
    {
        var reader = new ThriftReader(unread.Span, ThriftProtocol.Binary, MostBytes);
        var message = reader.ReadMessage();
        _event.Clear();
        var hasEvent = false;
        short id = 0;
        while (reader.ReadField(ref id) is not ThriftType.Stop and var type)
        {
            if (id == 1 && type == ThriftType.Struct && message.Name == "append")
            {
                hasEvent = true;
                ReadEvent(ref reader, unread);
            }
            else
            {
                reader.SkipField(type);
            }
        }
        length = reader.Position;
        if (reader.IsShort)
            return null;
        if (message.Type is not (ThriftMessageType.Call or ThriftMessageType.OneWay))
            throw new WireFormatException($"{message.Type} is no call.");
        if (hasEvent)
            _event.AddTo(batch);
        return message;
    }

    private void ReadEvent(ref ThriftReader reader, ReadOnlyMemory<byte> unread)
    {
        short id = 0;
        while (reader.ReadField(ref id) is not ThriftType.Stop and var type)
            switch (id, type)
            {
                case (1, ThriftType.I64):
                    _event.Timestamp = reader.ReadI64();
                    break;
                case (2, ThriftType.I32):
                    var number = reader.ReadI32();
                    _event.Priority = number >= 0 && number < OldEvent.Priorities.Length ? OldEvent.Priorities[number] : null;
                    break;
                case (3, ThriftType.Binary):
                    var length = reader.ReadBinary().Length;
                    _event.Body = unread.Slice(reader.Position - length, length);
                    break;
                case (4, ThriftType.I64):
                    _event.Nanos = reader.ReadI64();
                    break;
                case (5, ThriftType.Binary):
                    _event.Host = reader.ReadString();
                    break;
                case (6, ThriftType.Map):
                    ReadFields(ref reader);
                    break;
                default:
                    reader.SkipField(type);
                    break;
            }
    }

    private void ReadFields(ref ThriftReader reader)
    {
        var (key, value, count) = reader.ReadMap();
        if (count > 0 && (key, value) != (ThriftType.Binary, ThriftType.Binary))
            throw new WireFormatException($"A map of {key} to {value} is no map of fields.");
        for (; count > 0 && !reader.IsShort; count--)
        {
            var name = reader.ReadString();
            _event.AddField(name, reader.ReadBinary());
        }
    }
}
