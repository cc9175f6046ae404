using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>Flume's ThriftSourceProtocol: <c>append</c> and <c>appendBatch</c>.</summary>
internal sealed class FlumeService(ThriftProtocol protocol) : IThriftService
{
    private readonly HeaderMaps _headers = new(protocol);

    public ThriftType ArgumentOf(string call) => call switch
    {
        ThriftFlume.AppendBatch => ThriftType.List,
        ThriftFlume.Append => ThriftType.Struct,
        _ => ThriftType.Stop,
    };

    public string? ReadEvent(ref ThriftReader reader, ReadOnlyMemory<byte> bytes, EventBatch batch)
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
                body = bytes.Slice(reader.Position - length, length);
            }
            else
            {
                reader.SkipField(type);
            }
        }
        if (reader.IsShort)
            return null;
        if (headers is null || body is null)
            return $"Required field '{(headers is null ? "headers" : "body")}' was not present! Struct: ThriftFlumeEvent";
        batch.Add(headers, body.Value);
        return null;
    }

    public void WriteAnswer(IBufferWriter<byte> output, in ThriftCall call, Exception? refused)
    {
        var writer = new ThriftWriter(output, protocol);
        if (call.Error is { } error)
            writer.WriteError(call.Message, error.Number, error.Text);
        else
            writer.WriteStatus(call.Message, refused switch { null => ThriftStatus.Ok, ChannelException => ThriftStatus.Failed, _ => ThriftStatus.Error });
    }
}
