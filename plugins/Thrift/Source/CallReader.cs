using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>A call that was read.</summary>
/// <param name="Message">Its head.</param>
/// <param name="Error">Why it cannot be made: a number of <see cref="ThriftError"/> and a text.</param>
internal readonly record struct ThriftCall(ThriftMessage Message, (int Number, string Text)? Error);

/// <summary>Reads the calls of ThriftSourceProtocol into a batch whose events point into the frame.</summary>
internal sealed class CallReader(ThriftProtocol protocol)
{
    private readonly HeaderMaps _headers = new(protocol);

    /// <summary>Reads a frame; the batch stays empty where there is an error.</summary>
    /// <exception cref="WireFormatException">It is no message of Thrift's.</exception>
    public ThriftCall Read(ReadOnlyMemory<byte> frame, EventBatch batch)
    {
        var reader = new ThriftReader(frame.Span, protocol);
        var message = reader.ReadMessage();
        if (message.Type is not (ThriftMessageType.Call or ThriftMessageType.OneWay))
            throw new WireFormatException($"{message.Type} is no call.");
        if (message.Name is not (ThriftFlume.Append or ThriftFlume.AppendBatch))
            return new(message, (ThriftError.UnknownMethod, $"Invalid method name: '{message.Name}'"));
        var first = batch.Count;
        var fault = ReadArguments(ref reader, frame, message.Name == ThriftFlume.AppendBatch, batch);
        if (fault is null)
            return new(message, null);
        for (var i = first; i < batch.Count; i++)
            batch.Drop(i);
        batch.Compact();
        return new(message, (ThriftError.ProtocolError, fault));
    }

    private string? ReadArguments(ref ThriftReader reader, ReadOnlyMemory<byte> frame, bool isBatch, EventBatch batch)
    {
        short id = 0;
        var isGiven = false;
        string? fault = null;
        while (reader.ReadField(ref id) is not ThriftType.Stop and var type)
        {
            if (id == 1 && isBatch && type == ThriftType.List)
            {
                var (element, count) = reader.ReadList();
                if (element != ThriftType.Struct && count > 0)
                    throw new WireFormatException($"A list of {element} is no list of events.");
                for (isGiven = true; count > 0; count--)
                    fault = ReadEvent(ref reader, frame, batch) ?? fault;
            }
            else if (id == 1 && !isBatch && type == ThriftType.Struct)
            {
                isGiven = true;
                fault = ReadEvent(ref reader, frame, batch) ?? fault;
            }
            else
            {
                reader.SkipField(type);
            }
        }
        return isGiven ? fault : "Required argument was not present!";
    }

    private string? ReadEvent(ref ThriftReader reader, ReadOnlyMemory<byte> frame, EventBatch batch)
    {
        Headers? headers = null;
        ReadOnlyMemory<byte>? body = null;
        short id = 0;
        while (reader.ReadField(ref id) is not ThriftType.Stop and var type)
        {
            if (id == 1 && type == ThriftType.Map)
            {
                headers = _headers.Read(ref reader);
            }
            else if (id == 2 && type == ThriftType.Binary)
            {
                var length = reader.ReadBinary().Length;
                body = frame.Slice(reader.Position - length, length);
            }
            else
            {
                reader.SkipField(type);
            }
        }
        if (headers is null || body is null)
            return $"Required field '{(headers is null ? "headers" : "body")}' was not present! Struct: ThriftFlumeEvent";
        batch.Add(headers, body.Value);
        return null;
    }
}
