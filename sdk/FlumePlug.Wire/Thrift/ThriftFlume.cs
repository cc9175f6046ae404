using System.Buffers;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Wire.Thrift;

/// <summary>How Flume's Thrift protocol answers a call.</summary>
public enum ThriftStatus
{
    /// <summary>Stored.</summary>
    Ok = 0,

    /// <summary>Not stored.</summary>
    Failed = 1,

    /// <summary>Not stored.</summary>
    Error = 2,

    /// <summary>Nobody can tell.</summary>
    Unknown = 3,
}

/// <summary>The messages of Flume's ThriftSourceProtocol, without their frames.</summary>
public static class ThriftFlume
{
    /// <summary>The call with one event.</summary>
    public const string Append = "append";

    /// <summary>The call with a list of events.</summary>
    public const string AppendBatch = "appendBatch";

    /// <summary>Writes a call up to its events: so many, or null for an append of one.</summary>
    public static void WriteCall(this ThriftWriter writer, int sequence, int? count)
    {
        writer.WriteMessage(new(count is null ? Append : AppendBatch, ThriftMessageType.Call, sequence));
        writer.WriteField(count is null ? ThriftType.Struct : ThriftType.List, 1, 0);
        if (count is { } events)
            writer.WriteList(ThriftType.Struct, events);
    }

    /// <summary>Writes an event's headers, as its first field.</summary>
    public static void WriteHeaders(this ThriftWriter writer, ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        writer.WriteField(ThriftType.Map, 1, 0);
        writer.WriteMap(ThriftType.Binary, ThriftType.Binary, headers.Length);
        foreach (ref readonly var header in headers)
        {
            writer.WriteString(header.Key);
            writer.WriteString(header.Value);
        }
        writer.WriteField(ThriftType.Binary, 2, 1);
    }

    /// <summary>Writes the answer to a call.</summary>
    public static void WriteStatus(this ThriftWriter writer, ThriftMessage call, ThriftStatus status)
    {
        writer.WriteMessage(call with { Type = ThriftMessageType.Reply });
        writer.WriteField(ThriftType.I32, 0, 0);
        writer.WriteI32((int)status);
        writer.WriteStop();
    }

    /// <summary>Writes that a call could not be made.</summary>
    public static void WriteError(this ThriftWriter writer, ThriftMessage call, int error, string text)
    {
        writer.WriteMessage(call with { Type = ThriftMessageType.Exception });
        writer.WriteField(ThriftType.Binary, 1, 0);
        writer.WriteString(text);
        writer.WriteField(ThriftType.I32, 2, 1);
        writer.WriteI32(error);
        writer.WriteStop();
    }

    /// <summary>Reads an answer: the status, or the error's text.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static (int Sequence, ThriftStatus Status, string? Error) ReadReply(ref ThriftReader reader)
    {
        var message = reader.ReadMessage();
        if (message.Type is not (ThriftMessageType.Reply or ThriftMessageType.Exception))
            throw new WireFormatException($"{message.Type} is no answer.");
        var isError = message.Type == ThriftMessageType.Exception;
        var status = ThriftStatus.Unknown;
        var error = isError ? "an exception without a message" : null;
        short id = 0;
        while (reader.ReadField(ref id) is not ThriftType.Stop and var type)
            switch (id, type)
            {
                case (0, ThriftType.I32) when !isError:
                    var number = reader.ReadI32();
                    status = number is >= 0 and <= 3 ? (ThriftStatus)number : ThriftStatus.Unknown;
                    break;
                case (1, ThriftType.Binary) when isError:
                    error = reader.ReadString();
                    break;
                default:
                    reader.SkipField(type);
                    break;
            }
        return (message.Sequence, status, error);
    }
}
