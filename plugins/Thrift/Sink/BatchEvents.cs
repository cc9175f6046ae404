using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Thrift;

/// <summary>A batch as the wire sees it.</summary>
internal readonly struct BatchEvents(EventBatch batch) : IFlumeEvents
{
    public int Count => batch.Count;

    public ReadOnlySpan<KeyValuePair<string, string>> HeadersOf(int index) => batch[index].Headers.AsSpan();

    public ReadOnlyMemory<byte> BodyOf(int index) => batch[index].Body;
}
