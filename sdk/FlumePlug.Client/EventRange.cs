using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Client;

/// <summary>Events as the wire sees them.</summary>
internal readonly struct EventRange(ReadOnlyMemory<Event> events) : IFlumeEvents
{
    public int Count => events.Length;

    // An event that was never set up has no headers.
    public ReadOnlySpan<KeyValuePair<string, string>> HeadersOf(int index) => (events.Span[index].Headers ?? Headers.Empty).AsSpan();

    public ReadOnlyMemory<byte> BodyOf(int index) => events.Span[index].Body;
}
