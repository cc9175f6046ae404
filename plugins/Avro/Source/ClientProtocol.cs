using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro;

/// <summary>The two calls as a client writes them; null: as Flume does.</summary>
/// <param name="Append">Its own parameters of append, where they differ.</param>
/// <param name="AppendBatch">Its own parameters of appendBatch.</param>
internal sealed record ClientProtocol(RecordSchema? Append, RecordSchema? AppendBatch)
{
    public static ClientProtocol Of(AvroProtocol protocol) => new(Own(protocol, "append"), Own(protocol, "appendBatch"));

    private static RecordSchema? Own(AvroProtocol protocol, string call) =>
        protocol.Messages.TryGetValue(call, out var message)
            && CanonicalForm.Of(message.Parameters) != CanonicalForm.Of(AvroProtocol.Flume.Messages[call].Parameters)
            ? message.Parameters : null;
}
