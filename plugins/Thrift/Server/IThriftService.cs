using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>The calls that a server offers. One instance per connection: it may remember what the last event was like.</summary>
internal interface IThriftService
{
    /// <summary>What the first argument of a call has to be, one event or a list of them; <see cref="ThriftType.Stop"/>: there is no such call.</summary>
    ThriftType ArgumentOf(string call);

    /// <summary>Reads an event into the batch, unless the reader comes to be short; what is wrong with one that is malformed.</summary>
    /// <param name="reader">Stands at the event.</param>
    /// <param name="bytes">What the reader reads; bodies stay there.</param>
    /// <param name="batch">Where the event goes.</param>
    string? ReadEvent(ref ThriftReader reader, ReadOnlyMemory<byte> bytes, EventBatch batch);

    /// <summary>Writes the answer to a call; refused: why its events were not stored.</summary>
    void WriteAnswer(IBufferWriter<byte> output, in ThriftCall call, Exception? refused);
}

/// <summary>A call that was read.</summary>
/// <param name="Message">Its head.</param>
/// <param name="Error">Why it cannot be made: a number of <see cref="ThriftError"/> and a text.</param>
internal readonly record struct ThriftCall(ThriftMessage Message, (int Number, string Text)? Error);
