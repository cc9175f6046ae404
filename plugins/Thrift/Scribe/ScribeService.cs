using System.Buffers;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>
/// Scribe's <c>ResultCode Log(1: list&lt;LogEntry&gt; messages)</c> with <c>LogEntry {1: string category, 2: string message}</c>. As
/// in Flume a call with an entry without a message is to be tried later.
/// </summary>
internal sealed class ScribeService : IThriftService
{
    private const string Log = "Log";
    private const string Category = "category";
    private const ThriftStatus TryLater = (ThriftStatus)1;

    private byte[] _category = [];
    private Headers _headers = Headers.Empty;

    public ThriftType ArgumentOf(string call) => call == Log ? ThriftType.List : ThriftType.Stop;

    public string? ReadEvent(ref ThriftReader reader, ReadOnlyMemory<byte> bytes, EventBatch batch)
    {
        var headers = Headers.Empty;
        ReadOnlyMemory<byte>? message = null;
        short id = 0;
        while (reader.ReadField(ref id) is not ThriftType.Stop and var type)
        {
            if (id == 1 && type == ThriftType.Binary)
            {
                headers = HeadersOf(reader.ReadBinary());
            }
            else if (id == 2 && type == ThriftType.Binary)
            {
                var length = reader.ReadBinary().Length;
                message = bytes.Slice(reader.Position - length, length);
            }
            else
            {
                reader.SkipField(type);
            }
        }
        if (reader.IsShort)
            return null;
        if (message is null)
            return "An entry has no message.";
        batch.Add(headers, message.Value);
        return null;
    }

    public void WriteAnswer(IBufferWriter<byte> output, in ThriftCall call, Exception? refused)
    {
        var writer = new ThriftWriter(output, ThriftProtocol.Binary, isStrict: false);
        if (call.Error is { Number: ThriftError.UnknownMethod } error)
            writer.WriteError(call.Message, error.Number, error.Text);
        else
            writer.WriteStatus(call.Message, call.Error is null && refused is null ? ThriftStatus.Ok : TryLater);
    }

    // Entries in a row are mostly of one category.
    private Headers HeadersOf(ReadOnlySpan<byte> category)
    {
        if (_headers.Count > 0 && category.SequenceEqual(_category))
            return _headers;
        _category = category.ToArray();
        return _headers = Headers.From(KeyValuePair.Create(Category, Encoding.UTF8.GetString(category)));
    }
}
