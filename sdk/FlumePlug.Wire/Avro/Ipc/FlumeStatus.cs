namespace FlumePlug.Wire.Avro.Ipc;

/// <summary>How Flume's protocol answers a call.</summary>
public enum FlumeStatus
{
    /// <summary>Stored.</summary>
    Ok,

    /// <summary>Not stored.</summary>
    Failed,

    /// <summary>Nobody can tell.</summary>
    Unknown,
}

/// <summary>Reads the statuses of a server, whose enum may have another order than Flume's.</summary>
public sealed class FlumeStatusReader(AvroProtocol server)
{
    private readonly FlumeStatus[] _batch = Statuses(server, "appendBatch");
    private readonly FlumeStatus[] _single = Statuses(server, "append");

    /// <summary>The status of an answer to <c>appendBatch</c>, or to <c>append</c>.</summary>
    /// <exception cref="WireFormatException">The answer is no status.</exception>
    public FlumeStatus Read(ReadOnlySpan<byte> payload, bool isBatch = true)
    {
        var reader = new AvroReader(payload);
        var statuses = isBatch ? _batch : _single;
        var index = reader.ReadInt();
        return index >= 0 && index < statuses.Length ? statuses[index] : throw new WireFormatException($"{index} is no status.");
    }

    private static FlumeStatus[] Statuses(AvroProtocol server, string call) =>
        server.Messages.TryGetValue(call, out var message) && message.Response is EnumSchema symbols
            ? [.. symbols.Symbols.Select(symbol => Enum.TryParse<FlumeStatus>(symbol, ignoreCase: true, out var status) ? status : FlumeStatus.Unknown)]
            : [];
}
